package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Workers that end by themselves, on a real broker and a real store. */
class ShiftTest extends LoopFixture {

    private static final Shift ONE_JOB = new Shift(Topics.DEFAULT_POOL, Set.of(), OptionalInt.of(1), Optional.empty());

    /** A kind of work, of which only the name matters. */
    private static final JobHandler<TestJob> HANDLER = new JobHandler<>() {
        @Override
        public Class<TestJob> type() {
            return TestJob.class;
        }

        @Override
        public JobResult run(Job<TestJob> job, JobContext context) {
            throw new AssertionError("is not run");
        }
    };

    @Test
    void workerForOneJobEndsAfterItAndLeavesTheNextToOthers() {
        // Given
        Job<TestJob> first = job("shift-first");
        Job<TestJob> second = job("shift-second");
        Messages.await(messages.queue(first));
        Messages.await(messages.queue(second));

        // When
        shift = ONE_JOB;
        JobLoop one = loop((j, context) -> result(j));

        // Then
        await().atMost(PATIENCE).until(() -> finished.getCount() == 0 && !one.alive());
        assertThat(ended(first)).isInstanceOf(Fact.JobSucceeded.class);
        assertThat(ended(second)).isNull();
        shift = Shift.ENDLESS;
        loop((j, context) -> result(j));
        await().atMost(PATIENCE).until(() -> ended(second) instanceof Fact.JobSucceeded);
    }

    @Test
    void jobThatFailsForNowIsAJobTooAndIsQueuedForOthersBeforeTheEnd() {
        // Given
        Job<TestJob> job = job("shift-failing");
        Messages.await(messages.queue(job));

        // When
        shift = ONE_JOB;
        JobLoop one = loop((j, context) -> {
            throw new IllegalStateException("the store is away");
        });

        // Then
        await().atMost(PATIENCE).until(() -> finished.getCount() == 0 && !one.alive());
        assertThat(attempts).containsExactly(1);
        shift = Shift.ENDLESS;
        loop((j, context) -> result(j));
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1, 2);
    }

    /** A thousand cancelled jobs would cost a thousand starts of pods, one after the other, before the one that is wanted. */
    @Test
    void whatIsNotWorkedOnIsNoJobOfTheWorker() {
        // Given
        Job<TestJob> unwanted = job("shift-unwanted");
        Job<TestJob> wanted = job("shift-wanted");
        Messages.await(messages.publish(new Cancellation(unwanted.family(), Instant.now())));
        await().atMost(PATIENCE).until(() -> cancellations.covers(unwanted));
        Messages.await(messages.queue(unwanted));
        raw("no job");
        Messages.await(messages.queue(wanted));

        // When
        shift = ONE_JOB;
        loop((j, context) -> result(j));

        // Then
        await().atMost(PATIENCE).until(() -> finished.getCount() == 0);
        assertThat(ended(unwanted)).isInstanceOf(Fact.JobCancelled.class);
        assertThat(ended(wanted)).isInstanceOf(Fact.JobSucceeded.class);
    }

    @Test
    void workerWithoutAJobEndsAfterItsPatience() {
        // Given
        shift = new Shift(Topics.DEFAULT_POOL, Set.of(), OptionalInt.of(1), Optional.of(Duration.ofMillis(300)));

        // When
        JobLoop idle = loop((j, context) -> result(j));

        // Then
        await().atMost(PATIENCE).until(() -> finished.getCount() == 0 && !idle.alive());
        assertThat(attempts).isEmpty();
    }

    @Test
    void endlessShiftIsNeverOver() {
        assertThat(Shift.ENDLESS.over(Integer.MAX_VALUE, Duration.ofDays(365))).isEmpty();
    }

    @Test
    void kindsNarrowWhatIsTaken() {
        // Given
        Shift all = Shift.ENDLESS;
        Shift some = new Shift(Topics.DEFAULT_POOL, Set.of(TestJob.KIND), OptionalInt.empty(), Optional.empty());

        // When, Then
        assertThat(all.of(List.of(HANDLER))).containsExactly(HANDLER);
        assertThat(some.of(List.of(HANDLER))).containsExactly(HANDLER);
    }

    @Test
    void kindThatTheServiceHasNotIsRefusedWithThoseItHas() {
        // Given
        Shift other = new Shift(Topics.DEFAULT_POOL, Set.of("tunne"), OptionalInt.empty(), Optional.empty());

        // When, Then
        assertThatThrownBy(() -> other.of(List.of(HANDLER)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("foundry.worker.kinds", "tunne", TestJob.KIND);
    }

    @Test
    void shiftThatWouldEndBeforeItBeginsIsRefused() {
        // When, Then
        assertThatThrownBy(() -> new Shift(Topics.DEFAULT_POOL, Set.of(), OptionalInt.of(0), Optional.empty()))
                .hasMessageContainingAll("foundry.worker.jobs", "at least 1");
        assertThatThrownBy(
                        () -> new Shift(Topics.DEFAULT_POOL, Set.of(), OptionalInt.empty(), Optional.of(Duration.ZERO)))
                .hasMessageContainingAll("foundry.worker.idle-patience", "longer than nothing");
    }
}
