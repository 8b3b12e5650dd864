package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Topics;
import io.learngene.runtime.job.ScriptedConsumer.Acknowledged;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A lock of 30 seconds on the record at offset 7, and a broker that answers as each test says. */
class LeaseTest {

    private static final long OURS = 7;
    private static final Duration LOCK = Duration.ofSeconds(30);
    /** After a renewal that failed, milliseconds. */
    private static final long LONGEST_PAUSE = 240;

    /** Begins anywhere: a process's nanoseconds may be negative. */
    private final AtomicLong now = new AtomicLong(-5);

    private final ScriptedConsumer broker = new ScriptedConsumer();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Lease lease = new Lease(
            broker.consumer(),
            ScriptedConsumer.record(OURS),
            LOCK,
            new JobMetrics(metrics, Topics.DEFAULT_POOL),
            now::get);

    @ParameterizedTest
    @CsvSource({"0, false", "9999, false", "10000, true", "24999, true"})
    void renewalIsDueFromAThirdOfTheLockOn(long milliseconds, boolean due) {
        // Given
        broker.handedOut.add(OURS);
        pass(milliseconds);

        // When
        boolean renewed = lease.renewIfDue();

        // Then
        assertThat(renewed).isEqualTo(due);
        assertThat(broker.acknowledged).hasSize(due ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"24999, true", "25000, false", "60000, false"})
    void lockIsHeldUntilOnlyTheWayOfAnAcknowledgementIsLeft(long milliseconds, boolean held) {
        // When
        pass(milliseconds);

        // Then
        assertThat(lease.held()).isEqualTo(held);
    }

    @Test
    void renewedLockLastsItsWholeDurationAgain() {
        // Given
        broker.handedOut.add(OURS);
        pass(20_000);

        // When
        lease.renewIfDue();
        pass(24_999);

        // Then
        assertThat(lease.held()).isTrue();
        assertThat(broker.acknowledged).containsExactly(new Acknowledged(OURS, AcknowledgeType.RENEW));
    }

    /** The broker counts from when it got the renewal, which is never before it was asked for. */
    @Test
    void slowRenewalCountsFromWhenItWasAskedFor() {
        // Given
        broker.handedOut.add(OURS);
        broker.onPoll = () -> pass(5_000);
        pass(10_000);

        // When
        lease.renewIfDue();
        pass(20_000);

        // Then
        assertThat(lease.held()).isFalse();
    }

    @Test
    void lockThatTheBrokerGaveAwayIsLostAtOnce() {
        // Given
        broker.refusals.add(new InvalidRecordStateException("not yours"));
        pass(10_000);

        // When
        boolean renewed = lease.renewIfDue();

        // Then
        assertThat(renewed).isFalse();
        assertThat(lease.held()).isFalse();
    }

    @Test
    void renewalsAreCountedByWhatBecameOfThem() {
        // Given
        broker.refusals.add(new TimeoutException("no answer"));
        pass(10_000);
        lease.renewIfDue();
        broker.handedOut.add(OURS);
        pass(LONGEST_PAUSE);
        lease.renewIfDue();

        // When
        pass(26_000);
        lease.renewIfDue();
        lease.renewIfDue();

        // Then
        assertThat(renewals("failed")).isEqualTo(1);
        assertThat(renewals("renewed")).isEqualTo(1);
        assertThat(renewals("lost")).as("told once").isEqualTo(1);
    }

    @Test
    void lostLockAsksTheBrokerForNothingMore() {
        // Given
        broker.refusals.add(new InvalidRecordStateException("not yours"));
        pass(10_000);
        lease.renewIfDue();
        int asked = broker.polls;

        // When
        boolean renewed = lease.renewIfDue();
        lease.end(AcknowledgeType.ACCEPT);

        // Then
        assertThat(renewed).isFalse();
        assertThat(broker.polls).isEqualTo(asked);
        assertThat(broker.acknowledged).extracting(Acknowledged::type).containsExactly(AcknowledgeType.RENEW);
    }

    @Test
    void brokerThatIsAwayIsAskedAgainAndTheRecordTakenAnew() {
        // Given
        broker.refusals.add(new TimeoutException("no answer"));
        pass(10_000);
        boolean first = lease.renewIfDue();
        assertThat(lease.held()).as("a third of it is gone").isTrue();
        broker.handedOut.add(OURS);
        pass(LONGEST_PAUSE);

        // When
        boolean second = lease.renewIfDue();
        pass(24_999);

        // Then
        assertThat(first).isFalse();
        assertThat(second).isTrue();
        assertThat(lease.held()).isTrue();
    }

    /** Many workers fail at once where a broker pauses: they neither ask at every turn nor all at the same moment. */
    @Test
    void brokerThatIsAwayIsAskedAgainAfterAPause() {
        // Given
        broker.refusals.add(new TimeoutException("no answer"));
        pass(10_000);
        lease.renewIfDue();
        broker.handedOut.add(OURS);

        // When
        pass(159);
        boolean early = lease.renewIfDue();
        pass(LONGEST_PAUSE);
        boolean late = lease.renewIfDue();

        // Then
        assertThat(early).isFalse();
        assertThat(late).isTrue();
    }

    @Test
    void clientThatDoesNotKnowTheRecordAnyMoreIsAFailureThatPasses() {
        // Given
        broker.thrown.add(new IllegalStateException("the record cannot be acknowledged"));
        pass(10_000);

        // When
        boolean renewed = lease.renewIfDue();

        // Then
        assertThat(renewed).isFalse();
        assertThat(lease.held()).isTrue();
    }

    @Test
    void brokerThatStaysAwayEndsTheLockBeforeTheBrokerDoes() {
        // Given
        broker.refusals.add(new DisconnectException());
        pass(10_000);
        lease.renewIfDue();

        // When
        pass(15_000);
        boolean renewed = lease.renewIfDue();

        // Then
        assertThat(renewed).isFalse();
        assertThat(lease.held()).isFalse();
        assertThat(broker.polls).as("nothing is taken that nobody works on").isZero();
    }

    /** The broker hands out the oldest record first, so ours is somebody else's when it hands out another. */
    @Test
    void otherRecordInPlaceOfOursIsGivenBackAndTheLockIsLost() {
        // Given
        broker.refusals.add(new TimeoutException("no answer"));
        pass(10_000);
        lease.renewIfDue();
        broker.handedOut.add(8L);
        pass(LONGEST_PAUSE);

        // When
        boolean renewed = lease.renewIfDue();

        // Then
        assertThat(renewed).isFalse();
        assertThat(lease.held()).isFalse();
        assertThat(broker.acknowledged).contains(new Acknowledged(8, AcknowledgeType.RELEASE));
    }

    /** Each delivery of a record counts as a death of the worker before: a few of them give an innocent job up. */
    @Test
    void lockThatIsLostWhileItIsRenewedTakesNoMoreRecordsOfOthers() {
        // Given
        broker.onPoll = () -> {
            pass(200);
            broker.handedOut.add(8L + broker.polls);
        };
        pass(10_000);

        // When
        lease.renewIfDue();

        // Then
        assertThat(broker.polls).isEqualTo(1);
        assertThat(broker.acknowledged).hasSize(2);
        assertThat(lease.held()).isFalse();
    }

    @Test
    void renewalThatIsNotHandedOutAgainEndsWithTheLock() {
        // Given
        broker.onPoll = () -> pass(200);
        pass(10_000);

        // When
        boolean renewed = lease.renewIfDue();

        // Then
        assertThat(renewed).isFalse();
        assertThat(lease.held()).isFalse();
        assertThat(broker.polls).isEqualTo(75);
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCEPT", "RELEASE"})
    void endGivesTheRecordUpAsItIsTold(AcknowledgeType type) {
        // When
        lease.end(type);

        // Then
        assertThat(broker.acknowledged).containsExactly(new Acknowledged(OURS, type));
    }

    @Test
    void endThatTheBrokerRefusesThrowsNothing() {
        // Given
        broker.refusals.add(new TimeoutException("no answer"));

        // When
        lease.end(AcknowledgeType.ACCEPT);

        // Then
        assertThat(broker.acknowledged).hasSize(1);
    }

    @Test
    void recordThatIsNotInHandIsNotGivenUp() {
        // Given
        broker.refusals.add(new TimeoutException("no answer"));
        pass(10_000);
        lease.renewIfDue();

        // When
        lease.end(AcknowledgeType.ACCEPT);

        // Then
        assertThat(broker.acknowledged).extracting(Acknowledged::type).containsExactly(AcknowledgeType.RENEW);
    }

    private double renewals(String outcome) {
        return metrics.get(Meters.LOCK_RENEWALS)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private void pass(long milliseconds) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }
}
