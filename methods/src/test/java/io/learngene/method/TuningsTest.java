package io.learngene.method;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.recipe.WeightInit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an expansion queues. */
class TuningsTest {

    @Test
    void randomWeightsOfBaselinesAreDrawnAsTheRequestSays() {
        // Given
        ExpandRequest request = new ExpandRequest(
                List.of(Target.ofDepth(2)),
                TrainingRecipe.TUNING,
                new TeacherLoss(1.0, 1.0, null),
                new Baselines(TrainingRecipe.TUNING, TrainingRecipe.TUNING, null, WeightInit.XAVIER_UNIFORM),
                null);
        Comparison.Begun model = new Comparison.Begun(
                "L02", new VitArchitecture(16, 4, 32, 2, 2, 5, null, null, null), new Origin.Model("models/other"));

        // When
        List<TuneJob> jobs = Tunings.of(
                List.of(model),
                request,
                Json.read("\"pets\"".getBytes(UTF_8), DatasetSelection.class),
                42,
                loss -> new TuningTeacher("resnet18", loss, 0L));

        // Then
        Origin drawn = new Origin.Random(WeightInit.XAVIER_UNIFORM);
        assertThat(jobs)
                .extracting(TuneJob::group, TuneJob::start)
                .containsExactly(
                        tuple(TuneJob.MODELS, model.start()),
                        tuple(TuneJob.SCRATCH, drawn),
                        tuple(TuneJob.SCRATCH_DISTILLED, drawn));
    }
}
