package io.learngene.gateway.view;

import static io.learngene.gateway.view.Samples.DISTILL;
import static io.learngene.gateway.view.Samples.EXPAND;
import static io.learngene.gateway.view.Samples.FAMILY;
import static io.learngene.gateway.view.Samples.distillAgain;
import static io.learngene.gateway.view.Samples.distillQueued;
import static io.learngene.gateway.view.Samples.expansion;
import static io.learngene.gateway.view.Samples.failed;
import static io.learngene.gateway.view.Samples.fold;
import static io.learngene.gateway.view.Samples.retried;
import static io.learngene.gateway.view.Samples.started;
import static io.learngene.gateway.view.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.method.ExpandJob;
import io.learngene.method.TuneJob;
import io.learngene.method.distillation.ExpansionManifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where a job stands that failed for good and was asked for again. */
class RetriedJobStateTest {

    /** Jobs lie on one topic and facts on another: either may be read before the other, as far as one likes. */
    @Test
    void whereAJobStandsThatWasAskedForAgainDoesNotDependOnWhichTopicIsReadFirst() {
        // Given
        List<Observation> facts = List.of(
                started(DISTILL, 1, 1),
                failed(DISTILL, 2),
                started(DISTILL, 2, 4),
                retried(DISTILL, 2, 5),
                started(DISTILL, 3, 7),
                failed(DISTILL, 3, "no such class, still", 8),
                started(DISTILL, 4, 10));
        List<Observation> jobs = List.of(distillQueued(), distillAgain(1, 3), distillAgain(3, 9));
        FamilyView expected = FamilyViews.of(fold(merged(jobs, facts, new Random(0))));

        for (int seed = 1; seed < 200; seed++) {
            // When
            FamilyView view = FamilyViews.of(fold(merged(jobs, facts, new Random(seed))));

            // Then
            assertThat(view).isEqualTo(expected);
        }
        assertThat(expected.jobs().get(0).state()).isEqualTo(JobView.State.RUNNING);
        assertThat(expected.jobs().get(0).attempt()).isEqualTo(4);
        assertThat(expected.jobs().get(0).worker()).isNotNull();
        assertThat(expected.jobs().get(0).troubles().error()).isEqualTo("no such class, still");
    }

    /** Each in its own order. */
    private static List<Observation> merged(List<Observation> first, List<Observation> second, Random random) {
        List<Observation> all = new ArrayList<>();
        int a = 0;
        int b = 0;
        while (a < first.size() || b < second.size()) {
            boolean fromFirst = b == second.size() || a < first.size() && random.nextBoolean();
            all.add(fromFirst ? first.get(a++) : second.get(b++));
        }
        return all;
    }

    @Test
    void repeatedFailureOfAnOverruledAttemptChangesNothing() {
        // Given
        FamilyState running =
                fold(List.of(distillQueued(), failed(DISTILL, 2), distillAgain(1, 3), started(DISTILL, 2, 4)));

        // When
        FamilyState told = running.apply(failed(DISTILL, 5));

        // Then
        assertThat(told).isEqualTo(running);
    }

    @Test
    void whoAskedForAJobAgainIsNotKnownButWhenIsAmongItsWarnings() {
        // When
        JobView job = FamilyViews.of(fold(List.of(distillQueued(), failed(DISTILL, 2), distillAgain(1, 3))))
                .jobs()
                .get(0);

        // Then
        assertThat(job.troubles().warnings()).isEqualTo(1);
        assertThat(job.troubles().warning())
                .isEqualTo("asked for again at 2026-11-01T10:00:03Z, after attempt 1 had failed for good");
        assertThat(job.troubles().error()).isEqualTo("no such class");
        assertThat(job.times().queuedAt()).isEqualTo(Samples.at(3));
    }

    @Test
    void familyIsAsOldAsBeforeWhenItsFirstJobIsAskedForAgain() {
        // When
        FamilyView view = FamilyViews.of(fold(List.of(distillQueued(), failed(DISTILL, 2), distillAgain(1, 3))));

        // Then
        assertThat(view.times().createdAt()).isEqualTo(Samples.at(0));
        assertThat(view.times().endedAt()).isNull();
        assertThat(view.error()).isNull();
    }

    @Test
    void whatWasNeverQueuedBecauseOfAFailureWaitsAgain() {
        // Given
        String follower = FAMILY + "/tune/L06";
        ExpansionManifest expansion = new ExpansionManifest(
                FAMILY,
                ExpandJob.INITIAL,
                List.of(Samples.initialisation("L06")),
                null,
                List.of(Samples.tune(TuneJob.MODELS, "L06").expected("distill")));
        List<Observation> observations = List.of(distillQueued(), succeeded(EXPAND, expansion, 1), failed(DISTILL, 2));
        assertThat(stateOf(follower, observations)).isEqualTo(JobView.State.CANCELLED);

        // When
        List<Observation> again = new ArrayList<>(observations);
        again.add(distillAgain(1, 3));

        // Then
        assertThat(stateOf(follower, again)).isEqualTo(JobView.State.QUEUED);
    }

    private static JobView.State stateOf(String job, List<Observation> observations) {
        return FamilyViews.of(fold(observations)).jobs().stream()
                .filter(each -> each.job().equals(job))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void failureFromBeforeItsAttemptWasKeptIsShownAndOverruled() {
        // Given
        String before = "{\"record\": \"job\", \"job\": \"" + DISTILL + "\", \"state\": \"failed\","
                + " \"run\": {\"attempt\": 5, \"started_at\": \"2026-11-01T10:00:01Z\"}, \"ended_attempt\": 4,"
                + " \"error\": \"no such class\", \"ended_at\": \"2026-11-01T10:00:02Z\", \"cancelled\": false}";
        JobState read = (JobState) Json.read(before.getBytes(StandardCharsets.UTF_8), ViewRecord.class);

        // When
        JobState again = read.apply(distillAgain(5, 3));

        // Then
        assertThat(read.attempt()).isEqualTo(5);
        assertThat(read.trouble()).isEqualTo("no such class");
        assertThat(again.state()).isEqualTo(JobView.State.QUEUED);
    }
}
