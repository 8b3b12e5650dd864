package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.ModuleArchive;
import io.learngene.engine.torch.OutOfDeviceMemoryException;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScriptedClassifierTest {

    private static final VitArchitecture VIT = new VitArchitecture(16, 8, 16, 2, 2, 5, null, null, Pooling.CLASS_TOKEN);
    private static final TorchScriptArchitecture SAME = new TorchScriptArchitecture(16, 5, null, null);
    private static final StepSettings SETTINGS = new StepSettings(1e-3, 0.05, 1.0, 0, 7);

    @TempDir
    Path folder;

    private final Torch torch = TestTorch.torch();
    private final ImageBatch batch = Images.random(3, 7, 16, 5);

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void exportedVitAnswersAsTheNetwork(Pooling pooling) throws IOException {
        // Given
        VitArchitecture vit = new VitArchitecture(16, 8, 16, 2, 2, 5, null, null, pooling);
        float[] expected = logits(vit, batch);

        // When
        float[] actual;
        try (ScriptedClassifier scripted = ScriptedClassifier.load(torch, exported(vit), SAME)) {
            actual = scripted.logits(batch).toFloats();
        }

        // Then
        assertThat(actual).containsExactly(expected, within(1e-6f));
    }

    @Test
    void imagesAreNormalisedAsTheFileWantsThem() throws IOException {
        // Given
        double[] mean = {0.5, 0.4, 0.3};
        double[] std = {0.5, 0.25, 0.125};
        float[] expected = logits(VIT, normalised(batch, mean, std));
        TorchScriptArchitecture other =
                new TorchScriptArchitecture(16, 5, List.of(0.5, 0.4, 0.3), List.of(0.5, 0.25, 0.125));

        // When
        float[] actual;
        try (ScriptedClassifier scripted = ScriptedClassifier.load(torch, exported(VIT), other)) {
            actual = scripted.logits(batch).toFloats();
        }

        // Then
        assertThat(actual).containsExactly(expected, within(1e-5f));
    }

    @Test
    void scoresAreThoseOfTheNetwork() throws IOException {
        // Given
        Evaluation expected;
        try (Network network = network(VIT)) {
            expected = network.evaluate(batch);
        }

        // When
        Evaluation actual;
        try (ScriptedClassifier scripted = ScriptedClassifier.load(torch, exported(VIT), SAME)) {
            actual = scripted.evaluate(batch);
        }

        // Then
        assertThat(actual.correct()).isEqualTo(expected.correct());
        assertThat(actual.correctOfFive()).isEqualTo(expected.correctOfFive());
        assertThat(actual.lossSum()).isCloseTo(expected.lossSum(), within(1e-5));
        assertThat(actual.images()).isEqualTo(7);
    }

    @Test
    void studentLearnsFromItAsFromTheNetwork() throws IOException {
        // Given
        double expected;
        try (Network teacher = network(VIT)) {
            expected = distilled(teacher);
        }

        // When
        double actual;
        try (ScriptedClassifier teacher = ScriptedClassifier.load(torch, exported(VIT), SAME)) {
            actual = distilled(teacher);
        }

        // Then
        assertThat(actual).isCloseTo(expected, within(1e-5));
    }

    @Test
    void fileThatWasSavedInTrainingModeAnswersInEvaluationMode() throws IOException {
        // Given
        Path file = program("""
                        if self.training:
                            return torch.zeros([images.shape[0], 6])
                        return images.mean([2, 3]).repeat([1, 2])[:, :5]
                """);

        // When
        try (ScriptedClassifier scripted = ScriptedClassifier.load(torch, file, SAME)) {
            // Then
            assertThat(scripted.logits(batch).shape()).containsExactly(7L, 5L);
        }
    }

    @Test
    void imagesAreNotChangedByTheProgram() throws IOException {
        // Given
        Path file = program("        return images.zero_().mean([2, 3]).repeat([1, 2])[:, :5]\n");
        ByteBuffer before = ByteBuffer.allocate(batch.parts().get(0).limit());
        before.put(batch.parts().get(0).duplicate()).flip();

        // When
        float[] logits;
        try (ScriptedClassifier scripted = ScriptedClassifier.load(torch, file, SAME)) {
            logits = scripted.logits(batch).toFloats();
        }

        // Then
        assertThat(logits).containsOnly(0);
        assertThat(batch.parts().get(0).duplicate()).isEqualTo(before);
    }

    @Test
    void sixteenBitLogitsAreWidened() throws IOException {
        // Given: 15 is bfloat16
        Path file = program("        return torch.full([images.shape[0], 5], 1.5).to(15)\n");

        // When
        float[] logits;
        try (ScriptedClassifier scripted = ScriptedClassifier.load(torch, file, SAME)) {
            logits = scripted.logits(batch).toFloats();
        }

        // Then
        assertThat(logits).hasSize(35).containsOnly(1.5f);
    }

    @Test
    void otherClassesAreRefused() throws IOException {
        // Given
        Path file = exported(VIT);

        // When / Then
        assertThatThrownBy(() -> ScriptedClassifier.load(torch, file, new TorchScriptArchitecture(16, 7, null, null)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("model.torchscript: [float32[2, 5]]")
                .hasMessageContaining("[2, 7]");
    }

    @Test
    void wholeNumbersAreRefused() throws IOException {
        // Given
        Path file = program("        return torch.zeros([images.shape[0], 5], dtype=4)\n");

        // When / Then
        assertThatThrownBy(() -> ScriptedClassifier.load(torch, file, SAME))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("int64[2, 5]")
                .hasMessageContaining("floating point");
    }

    @Test
    void programThatFailsIsRefusedWithItsReason() throws IOException {
        // Given
        Path file = program("        return images.reshape([7, 11])\n");

        // When / Then
        assertThatThrownBy(() -> ScriptedClassifier.load(torch, file, SAME))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("forward fails")
                .hasMessageContaining("[B, 3, 16, 16]")
                .hasMessageContaining("shape '[7, 11]' is invalid");
    }

    /** A petabyte: more than any processor addresses and any device holds. */
    @Test
    void memoryThatDoesNotSufficeIsNotTheFilesFault() throws IOException {
        // Given
        Path file = program("        return torch.zeros([1024 * 1024, 1024 * 1024, 256], device=images.device)\n");

        // When / Then
        assertThatThrownBy(() -> ScriptedClassifier.load(torch, file, SAME))
                .isInstanceOf(OutOfDeviceMemoryException.class)
                .hasMessageContaining("the memory of " + torch.device() + " is used up")
                .hasMessageContaining("'accumulation'");
    }

    @Test
    void whatIsNoTorchScriptIsRefused() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("model.torchscript"), "no archive");

        // When / Then
        assertThatThrownBy(() -> ScriptedClassifier.load(torch, file, SAME))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("not loadable")
                .hasMessageContaining("torch.jit.save");
    }

    private double distilled(Classifier teacher) {
        Objective objective = new Objective.Distillation(
                new Objective.Targets.Teacher(teacher), new TeacherLoss(1.0, 1.0, KlReduction.BATCH), 0);
        NetworkSpec student = NetworkSpec.of(VIT.withDepth(1));
        try (Network network = Network.create(torch, student, RandomInitialisation.draw(student, 5))) {
            network.step(batch, objective, SETTINGS);
            return network.step(batch, objective, SETTINGS).loss();
        }
    }

    private float[] logits(VitArchitecture vit, ImageBatch images) {
        try (Network network = network(vit)) {
            return network.logits(images).toFloats();
        }
    }

    private Network network(VitArchitecture vit) {
        return Network.create(torch, NetworkSpec.of(vit), weights(vit));
    }

    private Path exported(VitArchitecture vit) throws IOException {
        Path file = folder.resolve("exported.torchscript");
        try (OutputStream out = Files.newOutputStream(file)) {
            TorchScriptExport.write(vit, weights(vit), out);
        }
        return file;
    }

    private Path program(String body) throws IOException {
        String source = """
                class Theirs(Module):
                    __parameters__ = []
                    __buffers__ = []
                    training: bool

                    def forward(self, images: Tensor) -> Tensor:
                """ + body;
        ModuleArchive archive = new ModuleArchive(
                new ModuleArchive.Instance("__torch__.Theirs", Map.of("training", true)), Map.of("__torch__", source));
        return Files.write(folder.resolve("program.torchscript"), archive.toBytes());
    }

    private static Map<String, Tensor> weights(VitArchitecture vit) {
        return RandomInitialisation.draw(NetworkSpec.of(vit), 4);
    }

    private static ImageBatch normalised(ImageBatch ours, double[] mean, double[] std) {
        double[] ourMean = Normalisation.mean();
        double[] ourStd = Normalisation.deviation();
        ByteBuffer from = ours.parts().get(0).duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer theirs = ByteBuffer.allocateDirect(from.limit()).order(ByteOrder.LITTLE_ENDIAN);
        int pixels = ours.imageSize() * ours.imageSize();
        for (int i = 0; from.hasRemaining(); i++) {
            int channel = i / pixels % 3;
            double value = from.getFloat() * ourStd[channel] + ourMean[channel];
            theirs.putFloat((float) ((value - mean[channel]) / std[channel]));
        }
        return new ImageBatch(theirs.flip(), ours.labels(), ours.size(), ours.imageSize());
    }
}
