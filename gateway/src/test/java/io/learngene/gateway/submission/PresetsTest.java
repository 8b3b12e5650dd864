package io.learngene.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.learngene.contracts.Json;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.method.AncestorChoice;
import io.learngene.method.comparison.ComparisonPlan;
import io.learngene.method.comparison.ComparisonPlan.Part;
import io.learngene.method.comparison.ComparisonRequest;
import io.learngene.method.comparison.Entrant;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {

    private static final int CLASSES = 10;
    private static final Path EXAMPLES = Repository.root().resolve("examples");

    static List<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES.resolve("recipes"))) {
            return files.sorted().toList();
        }
    }

    static List<Path> requests() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void recipeIsPartOfARequestWithoutUnknownFields(Path file) throws IOException {
        // When
        FamilyRequest request = request(file);

        // Then
        assertThat(request.tuning().augmentation()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void exampleIsARequestWithoutUnknownFields(Path file) throws IOException {
        // Given
        JsonNode tree = new YAMLMapper().readTree(file.toFile());

        // When / Then
        if (tree.has("methods")) {
            ComparisonRequest compared = Json.readStrict(tree, ComparisonRequest.class);
            // The settings of each method are read where it is asked.
            assertThat(ComparisonPlan.of(compared, CLASSES, new AncestorChoice("the-ancestor", null))
                            .parts())
                    .extracting(Part::name)
                    .containsAll(compared.methods().stream().map(Entrant::name).toList());
            return;
        }
        Class<? extends MethodRequest> type = tree.has("method") ? MethodRequest.class : FamilyRequest.class;
        assertThat(Json.readStrict(tree, type).name()).isNotBlank();
    }

    @Test
    void publishedSettingsOfTheSmallAuxiliaryModelAreComplete() throws IOException {
        // When
        FamilyRequest request = request(EXAMPLES.resolve("recipes/paper-aux-small.yaml"));

        // Then
        assertThat(request.distillation().klReduction()).isEqualTo(KlReduction.ELEMENTS);
        assertThat(request.distillation().training().length().epochs()).isEqualTo(150);
        assertThat(request.distillation().training().scaledLearningRate()).isEqualTo(5e-4);
        assertThat(request.distillation().training().augmentation().mixing().cutmix())
                .isEqualTo(1.0);
    }

    @Test
    void presetOfSmallImagesIsTheDefaults() throws IOException {
        // When
        FamilyRequest preset = request(EXAMPLES.resolve("recipes/small-images.yaml"));

        // Then
        FamilyRequest defaults = Json.read("{\"dataset\": \"d\"}".getBytes(), FamilyRequest.class);
        assertThat(preset.distillation()).isEqualTo(defaults.distillation());
        assertThat(preset.tuning()).isEqualTo(defaults.tuning());
    }

    private static FamilyRequest request(Path file) throws IOException {
        JsonNode tree = new YAMLMapper().readTree(file.toFile());
        if (!tree.has("dataset")) {
            ((ObjectNode) tree).put("dataset", "d");
        }
        return Json.readStrict(tree, FamilyRequest.class);
    }
}
