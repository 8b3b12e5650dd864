package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.ModernVits;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.NoisyWeights;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.Torch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that answer and are not trained; that their answers are the libraries' is the test of interoperation's. */
@ParameterizedClass
@EnumSource(Kernels.class)
class TeacherNetworkTest {

    private static final int CLASSES = 5;

    private final Torch torch;

    TeacherNetworkTest(Kernels kernels) {
        torch = kernels.torch();
    }

    static List<ModernVitArchitecture> shapes() {
        return List.of(ModernVits.all(CLASSES), ModernVits.bare(CLASSES), ModernVits.scaled(CLASSES));
    }

    @Test
    void scaleOfOneIsTheNetworkThatIsTrained() {
        // Given
        VitArchitecture plain = new VitArchitecture(16, 4, 16, 2, 2, CLASSES, null, null, Pooling.CLASS_TOKEN);
        Map<String, Tensor> weights = NoisyWeights.of(plain);
        ImageBatch images = Images.random(1, 9, 16, CLASSES);

        // When / Then
        assertThat(logits(ModernVits.scaled(CLASSES), scaled(weights, 1), images))
                .containsExactly(logits(plain, weights, images), within(1e-5f));
        assertThat(logits(ModernVits.scaled(CLASSES), scaled(weights, 0.5f), images))
                .isNotEqualTo(logits(plain, weights, images));
    }

    private static Map<String, Tensor> scaled(Map<String, Tensor> weights, float by) {
        Map<String, Tensor> scaled = new LinkedHashMap<>(weights);
        for (String name :
                List.of("blocks.0.ls1.gamma", "blocks.0.ls2.gamma", "blocks.1.ls1.gamma", "blocks.1.ls2.gamma")) {
            float[] values = new float[16];
            Arrays.fill(values, by);
            scaled.put(name, Tensor.ofFloats(List.of(16L), values));
        }
        return scaled;
    }

    /** A batch passes in parts that fit the processor's caches. */
    @ParameterizedTest
    @MethodSource("shapes")
    void answersDependOnNoOtherImageOfABatch(ModernVitArchitecture shape) {
        // Given
        Map<String, Tensor> weights = NoisyWeights.of(shape);

        // When
        float[] all = logits(shape, weights, Images.random(3, 8, 16, CLASSES));
        float[] first = logits(shape, weights, Images.random(3, 1, 16, CLASSES));

        // Then
        assertThat(Arrays.copyOf(all, CLASSES)).containsExactly(first, within(1e-5f));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void judgementIsThatOfItsLogits(ModernVitArchitecture shape) {
        // Given
        ImageBatch images = Images.random(5, 16, 16, CLASSES);
        try (Classifier teacher = Classifier.of(torch, shape, NoisyWeights.of(shape), Precision.FP32)) {
            // When
            Judgement judged = teacher.judge(images);
            float[] logits = teacher.logits(images).toFloats();

            // Then
            assertThat(judged.scores()).isEqualTo(teacher.evaluate(images));
            for (int i = 0; i < 16; i++) {
                float[] own = Arrays.copyOfRange(logits, i * CLASSES, (i + 1) * CLASSES);
                float best = own[0];
                for (float each : own) {
                    best = Math.max(best, each);
                }
                assertThat(own[judged.answers()[i]]).isEqualTo(best);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void parametersAreThoseOfItsTensors(ModernVitArchitecture shape) {
        // When / Then
        assertThat(shape.parameters()).isEqualTo(NetworkSpec.of(shape).storedParameters());
    }

    @Test
    void networkThatOnlyTeachesIsNotTrained() {
        // Given
        ModernVitArchitecture shape = ModernVits.all(CLASSES);

        // When / Then
        assertThatThrownBy(() -> Network.create(torch, NetworkSpec.of(shape), NoisyWeights.of(shape)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer scale, 2 register tokens")
                .hasMessageContaining("answers and is not trained");
    }

    @Test
    void missingTensorIsNamed() {
        // Given
        Map<String, Tensor> weights = NoisyWeights.of(ModernVits.all(CLASSES));
        weights.remove("blocks.1.attn.k_norm.bias");

        // When / Then
        assertThatThrownBy(() -> Classifier.of(torch, ModernVits.all(CLASSES), weights, Precision.FP32))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("missing: blocks.1.attn.k_norm.bias");
    }

    private float[] logits(ModelArchitecture shape, Map<String, Tensor> weights, ImageBatch images) {
        try (Classifier network = Classifier.of(torch, shape, weights, Precision.FP32)) {
            return network.logits(images).toFloats();
        }
    }
}
