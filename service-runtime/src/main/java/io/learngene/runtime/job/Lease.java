package io.learngene.runtime.job;

import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.observability.JobMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.jboss.logging.Logger;

/**
 * The lock on one record. Renewed by the thread that owns the consumer; any thread may ask whether it is held.
 *
 * <p>A renewal that the broker answers with "not yours" ends it at once. One that fails in another way (a broker that pauses, a
 * connection that breaks) is tried again until the lock's end is near: the broker frees the record of a broken connection, so it is
 * taken anew; if another worker was quicker, the lock is lost.
 */
final class Lease {

    private static final Logger LOG = Logger.getLogger(Lease.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** After a renewal that failed, which many do at once where a broker pauses; short, because the record may be free for others. */
    private static final Backoff AGAIN = Backoff.constant(Duration.ofMillis(200));
    /** What an acknowledgement may need on its way. */
    private static final int SHARE_OF_MARGIN = 6;

    private final ShareConsumer<byte[], byte[]> consumer;
    private final Duration duration;
    private final JobMetrics metrics;
    private final LongSupplier nanoTime;
    private ConsumerRecord<byte[], byte[]> record;
    /** Whether the broker's client knows the record as ours, so that it can be acknowledged. */
    private boolean inHand = true;

    /** When it is renewed next, or tried again. */
    private long due;

    private volatile long renewed;
    private volatile boolean lost;

    Lease(
            ShareConsumer<byte[], byte[]> consumer,
            ConsumerRecord<byte[], byte[]> record,
            Duration duration,
            JobMetrics metrics) {
        this(consumer, record, duration, metrics, System::nanoTime);
    }

    Lease(
            ShareConsumer<byte[], byte[]> consumer,
            ConsumerRecord<byte[], byte[]> record,
            Duration duration,
            JobMetrics metrics,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.record = record;
        this.duration = duration;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.renewed = nanoTime.getAsLong();
        this.due = renewed + duration.toNanos() / 3;
    }

    /** {@return whether this worker may still speak for the job} */
    boolean held() {
        return !lost && left().compareTo(Duration.ZERO) > 0;
    }

    /** {@return the record as it was last handed out} */
    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    /** {@return true if it was renewed by this call; see {@link #held} for whether it still is} */
    boolean renewIfDue() {
        if (lost || nanoTime.getAsLong() - due < 0) {
            return false;
        }
        boolean success = left().compareTo(Duration.ZERO) > 0 && tried();
        if (success) {
            due = renewed + duration.toNanos() / 3;
            metrics.renewal(JobMetrics.Renewal.RENEWED);
        } else {
            due = nanoTime.getAsLong() + AGAIN.after(1).toNanos();
            if (left().compareTo(Duration.ZERO) <= 0) {
                lost = true;
            }
            metrics.renewal(lost ? JobMetrics.Renewal.LOST : JobMetrics.Renewal.FAILED);
        }
        return success;
    }

    private boolean tried() {
        long asked = nanoTime.getAsLong();
        try {
            if (inHand ? renew() : takeAgain()) {
                renewed = asked;
                return true;
            }
        } catch (InvalidRecordStateException e) {
            LOG.warnf("a lock was lost: %s", e.getMessage());
            lost = true;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf(
                    "a lock could not be renewed, %d s are left to try again: %s", left().toSeconds(), e.getMessage());
            inHand = false;
        }
        return false;
    }

    /**
     * Gives the record up.
     *
     * @param type ACCEPT if the job has an end or another record, RELEASE if it has to come back
     */
    void end(AcknowledgeType type) {
        if (!held() || !inHand) {
            return;
        }
        try {
            acknowledge(type);
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf("a record could not be acknowledged and comes back: %s", e.getMessage());
        }
    }

    private Duration left() {
        Duration margin = duration.dividedBy(SHARE_OF_MARGIN);
        return duration.minus(margin).minusNanos(nanoTime.getAsLong() - renewed);
    }

    private boolean renew() {
        acknowledge(AcknowledgeType.RENEW);
        // A renewed record is handed out again, by this consumer and without asking the broker.
        inHand = false;
        while (!inHand && held()) {
            takeAgain();
        }
        return inHand;
    }

    private boolean takeAgain() {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
            if (each.offset() == record.offset() && each.partition() == record.partition()) {
                record = each;
                inHand = true;
            } else {
                // The broker hands out the oldest first, so ours is somebody else's.
                consumer.acknowledge(each, AcknowledgeType.RELEASE);
                consumer.commitSync(POLL);
                lost = true;
            }
        }
        return inHand;
    }

    private void acknowledge(AcknowledgeType type) {
        consumer.acknowledge(record, type);
        for (Optional<KafkaException> failure : consumer.commitSync(left()).values()) {
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
    }
}
