package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Further work on what a family has: what the gateway is told of it, without knowing the method. */
class ContinuationsTest {

    private static final String FAMILY = "pets-1a2b3c4d";
    private static final JobResult LEARNGENE =
            (JobResult) Samples.all().get("manifest-learngene").value();
    private static final MethodRequest REQUEST =
            (MethodRequest) Samples.all().get("request-family").value();
    private static final InitialModel INITIAL =
            (InitialModel) Samples.all().get("initialisation").value();

    private final FamilyShelves shelves = new FamilyShelves(
            REQUEST, Map.of(StoreKeys.learngeneManifest(FAMILY), LEARNGENE), Map.of(INITIAL.name(), INITIAL));

    @Test
    void descendantsAreOnlyMadeOfALearngeneThatTheirMethodMade() {
        // Given
        FamilyShelves empty = new FamilyShelves(REQUEST, Map.of(), Map.of());

        // When, Then
        assertThat(Methods.continuation("descendants", FAMILY, empty)).isEmpty();
        assertThat(Methods.continuation("descendants", FAMILY, shelves)).isPresent();
    }

    @Test
    void descendantsAreCompletedFromTheirFamilyAndTheDeepestIsBounded() {
        // When
        Planned planned = plan("descendants", "{'targets': [4, 6]}");

        // Then
        assertThat(planned.job().path()).isEqualTo("expand/r1");
        assertThat(Json.mapper().valueToTree(planned.job()).path("dataset"))
                .isEqualTo(Json.mapper().valueToTree(REQUEST.dataset()));
        assertThat(planned.trainings()).hasSize(1);
        assertThat(planned.trainings().get(0).field()).isEqualTo("tuning");
    }

    @Test
    void descendantsThatListenToAnUnknownAncestorAreRefused() {
        assertThatThrownBy(() -> plan("descendants", "{'targets': [4], 'tuning_distillation': {}}"))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("tuning_distillation"));
    }

    @Test
    void fitIsRefusedWhereTheMethodLeavesNothingToFit() {
        assertThatThrownBy(() -> plan("descendants", "{'targets': [4], 'fit': {'steps': 10}}"))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("fit"));
    }

    @Test
    void tuningBeginsWithTheWeightsOfTheInitialModel() {
        // When
        Planned planned = plan("tunings", "{'source': 'L04', 'dataset': {'name': 'd', 'image_size': 64}}");

        // Then
        assertThat(Json.mapper().valueToTree(planned.job()).path("start"))
                .isEqualTo(Json.mapper().valueToTree(INITIAL.origin()));
        assertThat(planned.model()).isEqualTo("L04-r1");
        assertThat(planned.trainings().get(0).network().imageSize()).isEqualTo(64);
        assertThat(planned.trainings().get(0).network().classes()).isEqualTo(2);
    }

    @Test
    void tuningOnImagesThatCannotBeCutIntoPatchesIsRefused() {
        assertThatThrownBy(() -> plan("tunings", "{'source': 'L04', 'dataset': {'name': 'd', 'image_size': 36}}"))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("dataset.image_size"));
    }

    private record Planned(JobSpec job, List<Intake.Training> trainings, String model) {}

    private Planned plan(String collection, String request) {
        return plan(Methods.continuation(collection, FAMILY, shelves).orElseThrow(), request);
    }

    private <R, J extends JobSpec> Planned plan(Continuation<R, J> continuation, String request) {
        byte[] document = request.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        J job = continuation.job(Json.read(document, continuation.type()), FAMILY, "r1", shelves);
        return new Planned(
                job,
                continuation.trainings(job, FAMILY, shelves),
                continuation.model(job).orElse(""));
    }
}
