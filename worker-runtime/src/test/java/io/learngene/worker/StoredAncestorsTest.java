package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.network.TorchScriptExport;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredAncestorsTest {

    private static final List<String> CLASSES = List.of("cat", "dog");
    private static final TorchScriptArchitecture THEIRS = new TorchScriptArchitecture(16, 2, null, null);
    private static final VitArchitecture VIT = new VitArchitecture(16, 8, 16, 2, 1, 2, null, null, null);

    @TempDir
    Path folder;

    @Test
    void torchScriptFileIsRefusedUnlessTheOperatorSwitchedItOn() {
        // Given
        AncestorManifest ancestor = manifest(THEIRS);

        // When
        String refusal = StoredAncestors.refusal(ancestor, CLASSES, 16, false);

        // Then
        assertThat(refusal).contains("'theirs'", "foundry.ancestor.torchscript=true");
        assertThat(StoredAncestors.refusal(ancestor, CLASSES, 16, true)).isNull();
    }

    @Test
    void torchScriptFileForOtherImagesIsRefusedThoughItIsSwitchedOn() {
        // When
        String refusal = StoredAncestors.refusal(manifest(THEIRS), CLASSES, 32, true);

        // Then
        assertThat(refusal).contains("set dataset.image_size to 16");
    }

    @Test
    void weightsNeedNoSwitch() {
        // When
        String refusal = StoredAncestors.refusal(manifest(VIT), CLASSES, 32, false);

        // Then
        assertThat(refusal).isNull();
    }

    @Test
    void torchScriptFileAnswersAsTheWeightsThatItWasMadeOf() throws IOException {
        // Given
        Map<String, Tensor> weights = RandomInitialisation.draw(NetworkSpec.of(VIT), 4);
        Path safetensors = folder.resolve("model.safetensors");
        SafetensorsWriter.write(safetensors, weights, Map.of());
        Path torchScript = folder.resolve("model.torchscript");
        try (OutputStream out = Files.newOutputStream(torchScript)) {
            TorchScriptExport.write(VIT, weights, out);
        }

        // When
        float[] theirs = logits(StoredAncestors.found(manifest(THEIRS), () -> torchScript, 16));
        float[] ours = logits(StoredAncestors.found(manifest(VIT), () -> safetensors, 16));

        // Then
        assertThat(theirs).containsExactly(ours, within(1e-6f));
    }

    private static float[] logits(StoredAncestors.Found ancestor) throws IOException {
        ByteBuffer images = ByteBuffer.allocateDirect(4 * 3 * 3 * 16 * 16).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; images.hasRemaining(); i++) {
            images.putFloat((float) Math.sin(i));
        }
        try (Classifier classifier = ancestor.loader().load(Torch.cpu(), Precision.FP32)) {
            return classifier
                    .logits(new ImageBatch(images.flip(), new long[3], 3, 16))
                    .toFloats();
        }
    }

    private static AncestorManifest manifest(ModelArchitecture architecture) {
        ArtefactRef file = new ArtefactRef("model", "ancestors/theirs/model", 10, "0".repeat(64));
        return new AncestorManifest("theirs", architecture, file, file, CLASSES, null, Instant.EPOCH);
    }
}
