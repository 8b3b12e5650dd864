package io.learngene.gateway.view;

import static io.learngene.gateway.view.Samples.DISTILL;
import static io.learngene.gateway.view.Samples.FAMILY;
import static io.learngene.gateway.view.Samples.T0;
import static io.learngene.gateway.view.Samples.distillQueued;
import static io.learngene.gateway.view.Samples.fold;
import static io.learngene.gateway.view.Samples.point;
import static io.learngene.gateway.view.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.contracts.view.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {

    private Instant now = T0;
    private final SignsOfLife signs = new SignsOfLife(() -> now, Duration.ofSeconds(90));

    @Test
    void jobWithoutASignOfLifeWaits() {
        // Given
        FamilyState running = fold(List.of(distillQueued(), started(DISTILL, 1, 1)));
        now = T0.plusSeconds(60);
        signs.heard(heartbeat(1));

        // When
        now = T0.plusSeconds(149);
        JobView heard = job(running);
        now = T0.plusSeconds(151);
        JobView silent = job(running);

        // Then
        assertThat(heard.state()).isEqualTo(JobView.State.RUNNING);
        assertThat(silent.state()).isEqualTo(JobView.State.QUEUED);
        assertThat(silent.times().waitingSince()).isEqualTo(T0.plusSeconds(60));
        assertThat(silent.worker()).isNull();
        assertThat(silent.waiting().reason()).isEqualTo(Waiting.Reason.SILENCE);
        assertThat(silent.waiting().detail())
                .contains("worker-1", T0.plusSeconds(60).toString());
        assertThat(FamilyViews.of(signs.on(running)).state()).isEqualTo(FamilyView.State.QUEUED);
    }

    @Test
    void workerThatVanishesIsToldWhenItsLockIsOver() {
        // Given
        SignsOfLife signs = new SignsOfLife(() -> now, Duration.ofSeconds(30));
        FamilyState running = fold(List.of(distillQueued(), started(DISTILL, 1, 10)));

        // When
        now = T0.plusSeconds(40);
        JobView heldYet = FamilyViews.of(signs.on(running)).jobs().get(0);
        now = T0.plusSeconds(41);
        JobView vanished = FamilyViews.of(signs.on(running)).jobs().get(0);

        // Then
        assertThat(heldYet.state()).isEqualTo(JobView.State.RUNNING);
        assertThat(vanished.waiting().reason()).isEqualTo(Waiting.Reason.SILENCE);
    }

    @Test
    void pointIsASignOfLife() {
        // Given
        FamilyState running = fold(List.of(distillQueued(), started(DISTILL, 1, 1)));
        now = T0.plusSeconds(100);
        signs.heard(point(DISTILL, 1, 100));

        // When
        now = T0.plusSeconds(180);

        // Then
        assertThat(job(running).state()).isEqualTo(JobView.State.RUNNING);
    }

    @Test
    void attemptThatWasGivenUpDoesNotSpeakForTheNext() {
        // Given
        FamilyState running = fold(List.of(distillQueued(), started(DISTILL, 2, 10)));
        now = T0.plusSeconds(100);
        signs.heard(heartbeat(1));

        // When
        now = T0.plusSeconds(120);

        // Then
        assertThat(job(running).state()).isEqualTo(JobView.State.QUEUED);
    }

    @Test
    void gatewayThatHasJustStartedWaitsAsLong() {
        // Given
        FamilyState running = fold(List.of(distillQueued(), started(DISTILL, 1, -100_000)));

        // When
        now = T0.plusSeconds(89);
        JobView soon = job(running);
        now = T0.plusSeconds(91);
        JobView later = job(running);

        // Then
        assertThat(soon.state()).isEqualTo(JobView.State.RUNNING);
        assertThat(later.state()).isEqualTo(JobView.State.QUEUED);
    }

    @Test
    void beginningThatIsYetToComeIsNoSignOfLife() {
        // Given: the worker's clock is wrong
        FamilyState running = fold(List.of(distillQueued(), started(DISTILL, 1, 1_000_000)));

        // When
        now = T0.plusSeconds(91);

        // Then
        assertThat(job(running).state()).isEqualTo(JobView.State.QUEUED);
    }

    @Test
    void newestPointOfTheNewestAttemptIsKept() {
        // Given
        FamilyState running = fold(List.of(distillQueued(), started(DISTILL, 2, 10)));

        // When
        List.of(point(DISTILL, 2, 20), point(DISTILL, 1, 30), point(DISTILL, 2, 15))
                .forEach(signs::heard);

        // Then
        FamilyView view = FamilyViews.of(signs.on(running));
        assertThat(view.jobs().get(0).progress().position().step()).isEqualTo(20);
        assertThat(view.times().etaSeconds()).isEqualTo(80.0);
    }

    private JobView job(FamilyState family) {
        return FamilyViews.of(signs.on(family)).jobs().get(0);
    }

    private Heartbeat heartbeat(int attempt) {
        return new Heartbeat(DISTILL, FAMILY, attempt, "worker-" + attempt, now);
    }
}
