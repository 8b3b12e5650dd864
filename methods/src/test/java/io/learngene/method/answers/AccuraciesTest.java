package io.learngene.method.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.method.TestWorkshop;
import io.learngene.worker.AncestorLoader;
import io.learngene.worker.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuraciesTest {

    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 24, 1, 3, 10, null, null, null);
    private static final AncestorFile ANCESTOR = new AncestorFile("a".repeat(64), VIT);
    private static final LazyTeacher NOBODY = new LazyTeacher(() -> {
        throw new AssertionError("nobody has to ask it");
    });

    @TempDir
    Path folder;

    private Workshop workshop;
    private TestWorkshop.Run run;

    @BeforeEach
    void open() throws Exception {
        workshop = TestWorkshop.in(folder);
        run = new TestWorkshop.Run(folder, "run");
    }

    @Test
    void accuracyIsMeasuredOnce() throws Exception {
        // Given
        double measured = measure(selection(20, 100, null), teacher(7));

        // When
        double again = measure(selection(20, 100, null), NOBODY);

        // Then
        assertThat(again).isEqualTo(measured).isBetween(0.01, 0.5);
    }

    @Test
    void accuracyDoesNotDependOnWhatIsTrainedOn() throws Exception {
        // Given
        double measured = measure(selection(20, 100, null), teacher(7));

        // When
        double again = measure(selection(30, 100, null), NOBODY);

        // Then
        assertThat(again).isEqualTo(measured);
    }

    @Test
    void accuracyOnHeldOutImagesIsMeasuredOnceToo() throws Exception {
        // Given
        double measured = measure(selection(40, 100, 0.5), teacher(7));

        // When
        double again = measure(selection(40, 100, 0.5), NOBODY);

        // Then
        assertThat(again).isEqualTo(measured);
    }

    @Test
    void accuracyOnOtherImagesIsMeasuredAnew() throws Exception {
        // Given
        measure(selection(20, 100, null), teacher(7));

        // When
        measure(selection(20, 30, null), teacher(7));

        // Then
        assertThat(workshop.store().list("answers/")).hasSize(2);
    }

    @Test
    void accuracyThatCannotBeReadIsToldAndMeasuredAnew() throws Exception {
        // Given
        double measured = measure(selection(20, 100, null), teacher(7));
        String key = workshop.store().list("answers/").get(0).key();
        workshop.store().put("damage", key, "{\"validation\": 7}".getBytes(StandardCharsets.UTF_8));

        // When
        double again = measure(selection(20, 100, null), teacher(7));

        // Then
        assertThat(again).isEqualTo(measured);
        assertThat(run.warnings()).singleElement().asString().contains(key, "tested", "measured again");
        assertThat(measure(selection(20, 100, null), NOBODY)).isEqualTo(measured);
    }

    /** Other weights stand for other hardware, where an image more or less may be right. */
    @Test
    void measurementThatIsSecondTakesTheFirstOne() throws Exception {
        // Given a job that finds nothing, and one that is done before the first has measured
        double[] first = new double[1];
        LazyTeacher overtaken = new LazyTeacher(() -> {
            first[0] = measure(selection(20, 100, null), teacher(7));
            return teacher(9).get();
        });

        // When
        double second = measure(selection(20, 100, null), overtaken);
        overtaken.close();

        // Then
        assertThat(second).isEqualTo(first[0]);
    }

    private double measure(DatasetSelection selection, LazyTeacher teacher) throws Exception {
        Dataset dataset = workshop.datasets().open(selection, (done, total) -> {});
        return new Accuracies(workshop.store(), Project.DEFAULT)
                .of(ANCESTOR, selection, dataset, Precision.FP32, run, teacher)
                .tested()
                .accuracy();
    }

    private LazyTeacher teacher(long seed) {
        AncestorLoader loader = AncestorLoader.of(VIT, RandomInitialisation.draw(NetworkSpec.of(VIT), seed));
        return new LazyTeacher(() -> loader.load(workshop.torch().get(), Precision.FP32));
    }

    private static DatasetSelection selection(int train, int test, Double validation) {
        return new DatasetSelection(DatasetSelection.SYNTHETIC, null, 32, null, train, test, validation);
    }
}
