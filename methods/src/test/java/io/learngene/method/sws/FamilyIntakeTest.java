package io.learngene.method.sws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.method.DistillJob;
import io.learngene.method.EmptyShelves;
import io.learngene.method.Intake.Training;
import io.learngene.method.ModernVits;
import io.learngene.method.Shelves;
import io.learngene.method.TestWorkshop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request for a family becomes at the gateway, over a dataset of two classes and some ancestors. */
class FamilyIntakeTest {

    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final List<String> CLASSES = List.of("cat", "dog");

    private final FamilyIntake intake = new FamilyIntake();
    private final Shelves shelves = new EmptyShelves(CLASSES) {

        @Override
        public Optional<AncestorManifest> ancestor(String id) {
            return switch (id) {
                case "vit" -> known(id, new VitArchitecture(32, 16, 24, 3, 2, 2, null, null, null), CLASSES);
                case "modern" -> known(id, ModernVits.LAYER_SCALE, CLASSES);
                case "net" -> known(id, new ResNetArchitecture(32, 2, List.of(1), null, null, 8), null);
                case "script" -> known(id, new TorchScriptArchitecture(64, 2, null, null), CLASSES);
                case "ten" -> known(id, new ResNetArchitecture(32, 10, List.of(1), null, null, 8), null);
                case "reversed" ->
                    known(id, new ResNetArchitecture(32, 2, List.of(1), null, null, 8), List.of("dog", "cat"));
                default -> Optional.empty();
            };
        }

        private Optional<AncestorManifest> known(String id, ModelArchitecture shape, List<String> classes) {
            ArtefactRef file = new ArtefactRef("f", "k", 1, SHA);
            return Optional.of(new AncestorManifest(id, shape, file, file, classes, null, TestWorkshop.NOW));
        }

        @Override
        public DatasetSelection pin(DatasetSelection dataset) {
            return new DatasetSelection(dataset.name(), SHA, dataset.imageSize(), null, null, null);
        }
    };

    @Test
    void firstJobHoldsTheWholeRequestForExactlyThatContent() {
        // When
        DistillJob job = (DistillJob) intake.first(read("{'dataset': 'pets'}"), shelves);

        // Then
        assertThat(job.request().dataset().sha256()).isEqualTo(SHA);
        assertThat(job.request().distillation().elastic()).isNotNull();
        assertThat(job.request().seed()).isEqualTo(42);
        assertThat(Json.read(Json.write(job.request()), FamilyRequest.class)).isEqualTo(job.request());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'dataset': 'd', 'ancestor': 'gone'} | ancestor.id | upload it with PUT /ancestors/gone",
                "{'dataset': {'name': 'd', 'image_size': 40}, 'ancestor': 'vit'} | dataset.image_size | patches of 16"
                        + " pixels; give 32",
                "{'dataset': {'name': 'd', 'image_size': 32}, 'ancestor': 'script'} | ancestor.id | set"
                        + " dataset.image_size to 64",
                "{'dataset': {'name': 'd', 'image_size': 32}, 'ancestor': 'ten'} | ancestor.id | has 10 classes, the"
                        + " dataset has 2",
                "{'dataset': {'name': 'd', 'image_size': 40}, 'ancestor': 'modern'} | dataset.image_size | patches of 16"
                        + " pixels; give 32",
                "{'dataset': {'name': 'd', 'image_size': 32}, 'ancestor': 'reversed'} | ancestor.id | in another order"
            })
    void ancestorThatCannotTeachIsRefusedBeforeAnyWork(String request, String field, String remedy) {
        // Given
        FamilyRequest read = read(request);

        // When
        InvalidFieldException refusal =
                catchThrowableOfType(InvalidFieldException.class, () -> intake.first(read, shelves));

        // Then
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(remedy);
    }

    @ParameterizedTest
    @CsvSource({"vit, 48", "modern, 48", "net, 32", "net, 64", "script, 64"})
    void ancestorThatCanTeachIsTaken(String ancestor, int imageSize) {
        // When
        DistillJob job = (DistillJob) intake.first(
                read("{'dataset': {'name': 'd', 'image_size': " + imageSize + "}, 'ancestor': '" + ancestor + "'}"),
                shelves);

        // Then
        assertThat(job.request().ancestor().id()).isEqualTo(ancestor);
    }

    @Test
    void everyTrainingIsAdmittedWithTheFieldThatAsksForIt() {
        // Given
        FamilyRequest request = read("{'dataset': 'd', 'targets': [3, 9, 5], 'baselines': {'scratch': {'epochs': 7},"
                + " 'scratch_distilled': {}, 'selected_layers': {}}}");

        // When
        List<Training> trainings = intake.trainings(request, shelves);

        // Then
        assertThat(trainings)
                .extracting(Training::field)
                .containsExactly(
                        "ancestor.train.training",
                        "distillation.training",
                        "tuning",
                        "baselines.scratch",
                        "baselines.scratch_distilled",
                        "baselines.selected_layers");
        assertThat(trainings.subList(2, 6)).extracting(t -> depth(t)).containsOnly(9);
        assertThat(trainings.get(3).recipe().length().epochs()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'tuning': {'loss': 'bce'}, 'tuning_distillation': {} | tuning.loss",
                "'tuning': {'loss': 'bce'}, 'baselines': {'scratch_distilled': {}} | baselines.scratch_distilled.loss",
                "'tuning_distillation': {}, 'baselines': {'selected_layers': {'loss': 'bce'}} |"
                        + " baselines.selected_layers.loss"
            })
    void binaryLossIsRefusedWhereATrainingListensToTheAncestor(String asked, String field) {
        // Given
        FamilyRequest request = read("{'dataset': 'd', " + asked + "}");

        // When, then
        assertThatThrownBy(() -> intake.trainings(request, shelves))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ");
    }

    @Test
    void binaryLossIsTakenWhereATrainingLearnsFromLabelsAlone() {
        // Given
        FamilyRequest request = read("{'dataset': 'd', 'tuning': {'loss': 'bce'}, 'baselines': {'scratch': {}}}");

        // When, then
        assertThat(intake.trainings(request, shelves).subList(2, 4))
                .extracting(t -> t.recipe().labels().binary())
                .containsOnly(true);
    }

    @Test
    void givenAncestorIsNotTrained() {
        // When
        List<Training> trainings = intake.trainings(read("{'dataset': 'd', 'ancestor': 'vit'}"), shelves);

        // Then
        assertThat(trainings).extracting(Training::field).containsExactly("distillation.training", "tuning");
    }

    /** The network of the largest step decides what a worker has to have room for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'elastic': {'depths': [4, 20]}} | 20",
                "{'elastic': {'depths': [2, 3]}} | 8",
                "{'elastic': {'repeats': [1, 3]}} | 12",
                "{'elastic': {'repeats': [1, 1]}} | 8",
                "{} | 8"
            })
    void distillationIsAdmittedAtItsGreatestDepth(String distillation, int depth) {
        // When
        List<Training> trainings =
                intake.trainings(read("{'dataset': 'd', 'distillation': " + distillation + "}"), shelves);

        // Then
        assertThat(depth(trainings.get(1))).isEqualTo(depth);
    }

    @Test
    void targetThatNoDescendantMeetsIsRefusedWithWhatOneLayerNeeds() {
        // Given
        FamilyRequest request = read("{'dataset': 'd', 'targets': [4, {'max_parameters': 10}]}");

        // When
        InvalidFieldException refusal =
                catchThrowableOfType(InvalidFieldException.class, () -> intake.trainings(request, shelves));

        // Then
        assertThat(refusal.field()).isEqualTo("targets[1].max_parameters");
        assertThat(refusal).hasMessageContaining("a single layer of this learngene needs");
    }

    /** A depth of its own, from S to one and a half times the auxiliary model's, whatever its stages. */
    @ParameterizedTest
    @CsvSource({"'[1]', 1, 5", "'[2, 2, 2, 2]', 4, 12", "'[64, 64, 64, 64]', 4, 256", "'[1, 1, 1]', 3, 7"})
    void defaultTargetsAreFiveDepths(String repeats, int least, int most) {
        // When
        FamilyRequest request = read("{'dataset': 'd', 'auxiliary': {'repeats': " + repeats + "}}");

        // Then
        List<Integer> depths =
                request.targets().stream().map(target -> target.depth()).toList();
        assertThat(depths)
                .hasSize(5)
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(least)
                .endsWith(most);
    }

    private static int depth(Training training) {
        return ((VitArchitecture) training.network()).depth();
    }

    private static FamilyRequest read(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
    }
}
