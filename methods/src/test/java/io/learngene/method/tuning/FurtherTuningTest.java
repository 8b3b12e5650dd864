package io.learngene.method.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.method.EmptyShelves;
import io.learngene.method.Intake.Training;
import io.learngene.method.Shelves;
import io.learngene.method.TuneJob;
import io.learngene.method.TunedModels;
import io.learngene.method.sws.Initialisation;
import io.learngene.method.sws.LearngeneOrigin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tuning what a family has on a dataset of three classes. */
class FurtherTuningTest {

    private static final String FAMILY = "pets-1a2b3c4d";
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final VitArchitecture SHAPE = new VitArchitecture(32, 8, 24, 3, 4, 10, null, null, null);

    private final FurtherTuning tunings = new FurtherTuning();
    private final Shelves shelves = new EmptyShelves(List.of("a", "b", "c")) {

        @Override
        public ModelManifest model(String family, String name) {
            if (name.equals("gone")) {
                throw new NoSuchElementException(name);
            }
            ArtefactRef weights = new ArtefactRef("model.safetensors", "k", 1, SHA);
            return TunedModels.of(family, name, SHAPE, List.of("cat", "dog"), List.of(weights));
        }

        @Override
        public InitialModel initialModel(String family, String name) {
            return new Initialisation(
                    family, name, family, SHA, SHAPE, List.of(0, 0, 1, 1), SHAPE.parameters(), SHAPE.flops(), null);
        }

        @Override
        public DatasetSelection pin(DatasetSelection dataset) {
            return new DatasetSelection(dataset.name(), SHA, dataset.imageSize(), null, null, null);
        }
    };

    @Test
    void initialisationBeginsWithTheLayersOfTheLearngene() {
        // When
        TuneJob job = job("{'source': 'L04', 'dataset': 'birds'}", "r1");

        // Then
        assertThat(job.start()).isEqualTo(new LearngeneOrigin(FAMILY, List.of(0, 0, 1, 1)));
        assertThat(job.dataset().sha256()).isEqualTo(SHA);
        assertThat(job.group()).isEqualTo(TuneJob.MODELS);
    }

    @Test
    void tunedModelBeginsWithItsOwnWeights() {
        // When
        TuneJob job = job("{'source': 'L04', 'from': 'model', 'dataset': 'birds', 'seed': 7}", "r1");

        // Then
        assertThat(job.start()).isEqualTo(new Origin.Model("families/" + FAMILY + "/models/L04/model.json"));
        assertThat(job.seed()).isEqualTo(7);
    }

    @Test
    void whatIsAdmittedIsTheNetworkForTheOtherImages() {
        // Given
        TuneJob job = job("{'source': 'L04', 'dataset': {'name': 'birds', 'image_size': 64}}", "r1");

        // When
        List<Training> trainings = tunings.trainings(job, FAMILY, shelves);

        // Then
        assertThat(trainings).singleElement().satisfies(training -> {
            assertThat(training.network()).isEqualTo(SHAPE.forDataset(3, 64));
            assertThat(training.field()).isEqualTo("tuning");
        });
    }

    /** The name is a key of the store and part of a job's id, of 63 characters at most. */
    @ParameterizedTest
    @ValueSource(ints = {1, 49, 50, 51, 63})
    void nameOfTheModelFitsHoweverLongItsSourceIs(int length) {
        // Given
        String source = "L".repeat(length);

        // When
        TuneJob first = job("{'source': '" + source + "', 'dataset': 'birds'}", "1a2b3c4d");
        TuneJob second = job("{'source': '" + source + "', 'dataset': 'birds'}", "1a2b3c4e");

        // Then
        assertThat(first.name()).hasSizeLessThanOrEqualTo(63).startsWith("L").endsWith("-1a2b3c4d");
        assertThat(second.name()).isNotEqualTo(first.name());
        assertThat(tunings.model(first)).contains(first.name());
    }

    @ParameterizedTest
    @CsvSource({"36", "30", "9"})
    void imagesThatCannotBeCutIntoPatchesAreRefusedWithASizeThatCan(int imageSize) {
        // When
        InvalidFieldException refusal = catchThrowableOfType(
                InvalidFieldException.class,
                () -> job("{'source': 'L04', 'dataset': {'name': 'birds', 'image_size': " + imageSize + "}}", "r1"));

        // Then
        assertThat(refusal.field()).isEqualTo("dataset.image_size");
        assertThat(refusal).hasMessageContaining("patches of 8 pixels; give 32 or another multiple");
    }

    @Test
    void sourceThatIsNotThereIsTheShelvesToTell() {
        // When, Then
        assertThatThrownBy(() -> job("{'source': 'gone', 'from': 'model', 'dataset': 'birds'}", "r1"))
                .isInstanceOf(NoSuchElementException.class);
    }

    private TuneJob job(String request, String id) {
        TuneRequest read = Json.read(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8), TuneRequest.class);
        return tunings.job(read, FAMILY, id, shelves);
    }
}
