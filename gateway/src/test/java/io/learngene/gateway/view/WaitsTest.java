package io.learngene.gateway.view;

import static io.learngene.gateway.view.Samples.DISTILL;
import static io.learngene.gateway.view.Samples.EXPAND;
import static io.learngene.gateway.view.Samples.FAMILY;
import static io.learngene.gateway.view.Samples.at;
import static io.learngene.gateway.view.Samples.distillQueued;
import static io.learngene.gateway.view.Samples.distillQueuedIn;
import static io.learngene.gateway.view.Samples.expandQueued;
import static io.learngene.gateway.view.Samples.expansion;
import static io.learngene.gateway.view.Samples.fold;
import static io.learngene.gateway.view.Samples.learngene;
import static io.learngene.gateway.view.Samples.retried;
import static io.learngene.gateway.view.Samples.started;
import static io.learngene.gateway.view.Samples.succeeded;
import static io.learngene.gateway.view.Samples.tune;
import static io.learngene.gateway.view.Samples.tuneQueued;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.contracts.view.Waiting;
import io.learngene.method.DistillJob;
import io.learngene.method.TuneJob;
import io.learngene.runtime.messaging.Pools;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private final FamilyIndex index = new FamilyIndex();
    private OptionalInt up = OptionalInt.empty();
    private Instant now = at(100);
    private final Waits waits = new Waits(
            index,
            new Workers(Pools.DEFAULT) {
                @Override
                OptionalInt of(String kind, String pool) {
                    return up;
                }
            },
            () -> now);

    @Test
    void jobWaitsBehindThoseOfHigherPriorityAndOlderOnesOfItsOwn() {
        // Given
        queued("older", Priority.NORMAL, 1);
        queued("younger", Priority.NORMAL, 9);
        queued("urgent", Priority.HIGH, 9);
        queued("patient", Priority.LOW, 1);

        // When
        Waiting waiting = waiting(queued("asked", Priority.NORMAL, 5));

        // Then
        assertThat(waiting.reason()).isEqualTo(Waiting.Reason.QUEUE);
        assertThat(waiting.estimatedPosition()).isEqualTo(3);
        assertThat(waiting.detail()).isEqualTo("about 2 are before it");
    }

    @Test
    void jobThatIsTakenIsBeforeNobodyAnyMore() {
        // Given
        queued("older", Priority.NORMAL, 1);
        FamilyView asked = queued("asked", Priority.NORMAL, 5);

        // When
        FamilyState older = state("older", Priority.NORMAL, 1);
        index.put(FamilyViews.of(older.apply(
                new Observation.Happened(new Fact.JobStarted("older/distill", "older", 1, "worker", at(10))))));

        // Then
        assertThat(waiting(asked).estimatedPosition()).isEqualTo(1);
        assertThat(waiting(asked).detail()).isEqualTo("it is the next");
    }

    @Test
    void jobOfAnotherPoolIsBeforeNobody() {
        // Given
        index.put(FamilyViews.of(fold(List.of(distillQueuedIn("a100")))));

        // When / Then
        assertThat(waiting(queued("asked", Priority.NORMAL, 5)).estimatedPosition())
                .isEqualTo(1);
    }

    @Test
    void wantOfWorkersIsToldByKindAndPool() {
        // Given
        up = OptionalInt.of(0);

        // When
        Waiting waiting = waiting(FamilyViews.of(fold(List.of(distillQueuedIn("a100")))));

        // Then
        assertThat(waiting.reason()).isEqualTo(Waiting.Reason.NO_WORKER);
        assertThat(waiting.detail()).isEqualTo("no worker that takes distill jobs in the pool a100 is up");
    }

    @Test
    void workersAreToldWithHowManyOfThemAreBusy() {
        // Given
        FamilyState running = state("running", Priority.NORMAL, 1)
                .apply(new Observation.Happened(
                        new Fact.JobStarted("running/distill", "running", 1, "worker", at(10))));
        index.put(FamilyViews.of(running));
        FamilyView asked = queued("asked", Priority.NORMAL, 5);

        // When / Then
        up = OptionalInt.of(1);
        assertThat(waiting(asked).detail()).isEqualTo("1 worker takes distill jobs and is busy; it is the next");
        up = OptionalInt.of(3);
        assertThat(waiting(asked).detail()).isEqualTo("3 workers take distill jobs, 1 of them busy; it is the next");
    }

    @Test
    void pauseIsToldUntilItsEndAndThenThePlace() {
        // Given: an attempt that failed at second 2, five seconds before the next
        FamilyView paused =
                FamilyViews.of(fold(List.of(distillQueued(), started(DISTILL, 1, 1), retried(DISTILL, 1, 2))));

        // When
        now = at(6);
        Waiting before = waiting(paused);
        now = at(7);
        Waiting after = waiting(paused);

        // Then
        assertThat(before.reason()).isEqualTo(Waiting.Reason.PAUSE);
        assertThat(before.until()).isEqualTo(at(7));
        assertThat(before.detail()).contains(at(7).toString(), "attempt 1 failed");
        assertThat(after.reason()).isEqualTo(Waiting.Reason.QUEUE);
    }

    @Test
    void jobsThatAreNotQueuedYetWaitForTheirTurnInTheFamily() {
        // When
        FamilyView view = FamilyViews.of(fold(expanded()));

        // Then
        assertThat(waitingOf(view, "tune/L06").reason()).isEqualTo(Waiting.Reason.TURN);
        assertThat(waitingOf(view, "tune/L06").detail()).startsWith("1 of its family is before it");
        assertThat(waitingOf(view, "scratch/L06").detail()).startsWith("3 of its family are before it");
    }

    @Test
    void jobThatFollowsFromAnotherNamesIt() {
        // Given
        ResultSummary.Expected leader = tune(TuneJob.MODELS, "L06").expected(null);
        ResultSummary.Expected follower = tune(TuneJob.SELECTED_LAYERS, "L02").expected(leader.path());
        ResultSummary made = new ResultSummary.Generated(List.of(), List.of(leader, follower));
        Observation expanded =
                new Observation.Happened(new Fact.JobSucceeded(EXPAND, FAMILY, "key", "0".repeat(64), made, at(4)));

        // When
        FamilyView view = FamilyViews.of(fold(List.of(distillQueued(), expandQueued(), expanded)));

        // Then
        assertThat(waitingOf(view, follower.path()).reason()).isEqualTo(Waiting.Reason.FOLLOWS);
        assertThat(waitingOf(view, follower.path()).detail()).isEqualTo("follows from " + FAMILY + "/tune/L06");
    }

    @Test
    void jobWhoseTurnInItsFamilyHasComeWaitsInTheQueue() {
        // Given
        List<Observation> known = new ArrayList<>(expanded());
        known.add(tuneQueued(TuneJob.MODELS, "L06"));

        // When
        FamilyView view = waits.on(FamilyViews.of(fold(known)));

        // Then
        assertThat(waitingOf(view, "tune/L06").reason()).isEqualTo(Waiting.Reason.QUEUE);
        assertThat(waitingOf(view, "tune/L06").estimatedPosition()).isEqualTo(1);
    }

    @Test
    void jobThatDoesNotWaitSaysNothing() {
        // When
        FamilyView view = waits.on(FamilyViews.of(fold(List.of(distillQueued(), started(DISTILL, 1, 1)))));

        // Then
        assertThat(view.jobs().get(0).waiting()).isNull();
    }

    private static List<Observation> expanded() {
        return List.of(
                distillQueued(), succeeded(DISTILL, learngene(), 3), expandQueued(), succeeded(EXPAND, expansion(), 4));
    }

    private Waiting waiting(FamilyView view) {
        return waits.on(view).jobs().get(0).waiting();
    }

    private static Waiting waitingOf(FamilyView view, String path) {
        return view.jobs().stream()
                .filter(job -> job.job().equals(FAMILY + "/" + path))
                .map(JobView::waiting)
                .findFirst()
                .orElseThrow();
    }

    private FamilyView queued(String family, Priority priority, int second) {
        FamilyView view = FamilyViews.of(state(family, priority, second));
        index.put(view);
        return view;
    }

    private static FamilyState state(String family, Priority priority, int second) {
        Job<JobSpec> job = Job.<JobSpec>first(family, at(second), new DistillJob(Samples.request()))
                .with(priority);
        return FamilyState.unknown(family).apply(new Observation.Queued(job));
    }
}
