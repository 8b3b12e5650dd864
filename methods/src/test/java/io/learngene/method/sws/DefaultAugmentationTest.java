package io.learngene.method.sws;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.Augmentation;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.growth.GrowthRequest;
import io.learngene.method.tuning.TuneRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to training images where nobody says it. */
class DefaultAugmentationTest {

    private static final String AT_224 =
            "{'dataset': {'name': 'd', 'image_size': 224}, 'auxiliary': {'patch_size': 16}";

    @Test
    void largeImagesAreCroppedAtRandom() {
        // When
        FamilyRequest request = read(AT_224 + "}", FamilyRequest.class);

        // Then
        assertThat(request.ancestor()
                        .train()
                        .training()
                        .augmentation()
                        .framing()
                        .scale())
                .isEqualTo(List.of(0.08, 1.0));
        assertThat(request.distillation().training().augmentation().framing().scale())
                .isEqualTo(List.of(0.08, 1.0));
        assertThat(request.tuning().augmentation().framing().scale()).isEqualTo(List.of(0.35, 1.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void smallImagesArePaddedAndShifted(int imageSize) {
        // When
        FamilyRequest request =
                read("{'dataset': {'name': 'd', 'image_size': " + imageSize + "}}", FamilyRequest.class);

        // Then
        assertThat(List.of(
                        request.ancestor().train().training(),
                        request.distillation().training(),
                        request.tuning()))
                .extracting(TrainingRecipe::augmentation)
                .containsOnly(Augmentation.SMALL_IMAGES);
    }

    @Test
    void whatIsGivenIsKept() {
        // When
        FamilyRequest request = read(
                AT_224 + ", 'tuning': {'augmentation': {'scale': [0.5, 1]}},"
                        + " 'distillation': {'training': {'augmentation': {'crop_padding': 8}}}}",
                FamilyRequest.class);

        // Then
        assertThat(request.tuning().augmentation().framing().scale()).isEqualTo(List.of(0.5, 1.0));
        assertThat(request.distillation().training().augmentation().framing().cropPadding())
                .isEqualTo(8);
    }

    @Test
    void aRequestThatWasWrittenDownIsReadAsItWas() {
        // Given
        FamilyRequest request = read(AT_224 + "}", FamilyRequest.class);

        // Then
        assertThat(Json.read(Json.write(request), FamilyRequest.class)).isEqualTo(request);
    }

    @Test
    void tuningOnAnotherDatasetGoesByItsImages() {
        // When
        TuneRequest request = read("{'source': 'L04', 'dataset': {'name': 'd', 'image_size': 96}}", TuneRequest.class);

        // Then
        assertThat(request.tuning().augmentation().framing().scale()).isEqualTo(List.of(0.35, 1.0));
    }

    @Test
    void growthGoesByTheImagesOnceTheyAreKnown() {
        // When
        GrowthRequest open = read("{'from': 'a/L04', 'to': {'depth': 8}}", GrowthRequest.class);
        GrowthRequest large = read(
                "{'from': 'a/L04', 'to': {'depth': 8}, 'dataset': {'name': 'd', 'image_size': 224}}",
                GrowthRequest.class);

        // Then
        assertThat(open.tuning().augmentation()).isNull();
        assertThat(large.tuning().augmentation().framing().scale()).isEqualTo(List.of(0.35, 1.0));
        assertThat(large.baselines().scratch()).isEqualTo(large.tuning());
    }

    private static <T> T read(String json, Class<T> type) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), type);
    }
}
