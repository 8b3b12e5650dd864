package io.learngene.engine.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.shape.StrictLoading.Form;
import io.learngene.engine.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StrictLoadingTest {

    private static final NetworkSpec VIT = NetworkSpec.of(new VitArchitecture(32, 8, 16, 2, 2, 3, null, null, null));
    private static final NetworkSpec RESNET = NetworkSpec.of(new ResNetArchitecture(32, 3, List.of(1), null, null, 8));

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void weightsOfAnyFloatingPointTypeFit(DType type) {
        // Given
        Map<String, Form> weights = forms(VIT, type);

        // When, Then
        assertThatCode(() -> check(VIT, weights)).doesNotThrowAnyException();
    }

    @Test
    void counterOfABatchNormIsTheOneWholeNumberThatFits() {
        // Given
        Map<String, Form> weights = forms(RESNET, DType.F32);

        // When, Then
        assertThatCode(() -> check(RESNET, weights)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "I32"})
    void counterOfAnotherTypeIsToldWithTheRightOne(DType type) {
        // Given
        Map<String, Form> weights = forms(RESNET, DType.F32);
        String counter = RESNET.parameters().stream()
                .filter(p -> p.kind() == ParameterSpec.Kind.BATCHES)
                .findFirst()
                .orElseThrow()
                .name();
        weights.put(counter, new Form(type, weights.get(counter).shape()));

        // When
        WeightsException refusal = refusal(RESNET, weights);

        // Then
        assertThat(refusal.complaints()).containsExactly("wrong type: " + counter + " is " + type + ", should be I64");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"F32", "F16", "BF16"})
    void otherTypesAreNoWeightsAndRefusedWithTheirName(DType type) {
        // Given
        Map<String, Form> weights = forms(VIT, DType.F32);
        weights.put("norm.weight", new Form(type, List.of(16L)));

        // When
        WeightsException refusal = refusal(VIT, weights);

        // Then
        assertThat(refusal.complaints())
                .containsExactly("wrong type: norm.weight is " + type + ", should be F32, F16 or BF16");
    }

    @Test
    void everyFaultIsListedInTheOrderOfTheNetworkAndStrangersLast() {
        // Given
        Map<String, Form> weights = forms(VIT, DType.F32);
        weights.remove("pos_embed");
        weights.put("blocks.1.mlp.fc1.weight", new Form(DType.F32, List.of(16L, 64L)));
        weights.put("zebra", new Form(DType.F32, List.of()));
        weights.put("aardvark", new Form(DType.F32, List.of()));

        // When
        WeightsException refusal = refusal(VIT, weights);

        // Then
        assertThat(refusal.complaints())
                .containsExactly(
                        "missing: pos_embed [1, 16, 16]",
                        "misshapen: blocks.1.mlp.fc1.weight is [16, 64], should be [64, 16]",
                        "unexpected: aardvark",
                        "unexpected: zebra");
        assertThat(refusal).hasMessageContaining("(4 tensors)");
    }

    /** As many elements in another shape are other weights. */
    @Test
    void transposedWeightDoesNotFit() {
        for (ParameterSpec parameter : VIT.parameters()) {
            List<Long> shape = parameter.shape();
            if (shape.size() != 2 || shape.get(0).equals(shape.get(1))) {
                continue;
            }
            // Given
            Map<String, Form> weights = forms(VIT, DType.F32);
            weights.put(parameter.name(), new Form(DType.F32, List.of(shape.get(1), shape.get(0))));

            // When
            WeightsException refusal = refusal(VIT, weights);

            // Then
            assertThat(refusal.complaints()).singleElement().asString().startsWith("misshapen: " + parameter.name());
        }
    }

    @Test
    void everySingleMissingTensorIsNamed() {
        for (ParameterSpec parameter : RESNET.parameters()) {
            // Given
            Map<String, Form> weights = forms(RESNET, DType.F32);
            weights.remove(parameter.name());

            // When
            WeightsException refusal = refusal(RESNET, weights);

            // Then
            assertThat(refusal.complaints()).singleElement().asString().contains("missing: " + parameter.name() + " ");
        }
    }

    @Test
    void manyFaultsMakeAShortMessageAndAWholeList() {
        // Given
        Map<String, Form> weights = new LinkedHashMap<>();
        for (int i = 0; i < 5_000; i++) {
            weights.put("stranger-" + i, new Form(DType.F32, List.of()));
        }

        // When
        WeightsException refusal = refusal(VIT, weights);

        // Then
        int faults = 5_000 + VIT.parameters().size();
        assertThat(refusal.complaints()).hasSize(faults);
        assertThat(refusal.getMessage())
                .endsWith("and " + (faults - 20) + " more")
                .hasSizeLessThan(5_000);
    }

    /** The names are the file's: the message has to fit into an answer and into the reason of a failed job. */
    @Test
    void longNamesMakeAShortMessage() {
        // Given
        Map<String, Form> weights = forms(VIT, DType.F32);
        for (int i = 0; i < 20; i++) {
            weights.put(i + "y".repeat(49_000), new Form(DType.F32, List.of()));
        }

        // When
        WeightsException refusal = refusal(VIT, weights);

        // Then
        assertThat(refusal.getMessage()).contains("unexpected: 0yyy").hasSizeLessThan(10_000);
    }

    private static void check(NetworkSpec spec, Map<String, Form> weights) {
        StrictLoading.check(spec.parameters(), weights.keySet(), weights::get);
    }

    private static WeightsException refusal(NetworkSpec spec, Map<String, Form> weights) {
        WeightsException refusal = catchThrowableOfType(WeightsException.class, () -> check(spec, weights));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static Map<String, Form> forms(NetworkSpec spec, DType type) {
        Map<String, Form> forms = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec.parameters()) {
            boolean counter = parameter.kind() == ParameterSpec.Kind.BATCHES;
            forms.put(parameter.name(), new Form(counter ? DType.I64 : type, parameter.shape()));
        }
        return forms;
    }
}
