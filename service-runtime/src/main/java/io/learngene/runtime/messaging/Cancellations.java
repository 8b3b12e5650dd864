package io.learngene.runtime.messaging;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.job.Job;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** All cancellations there are: every worker follows the compacted topic from its beginning. */
public final class Cancellations implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Cancellations.class);

    private final Set<String> targets = ConcurrentHashMap.newKeySet();
    private final TopicFollower follower;

    /**
     * @param kafka how to reach the broker
     */
    public Cancellations(KafkaSettings kafka) {
        this.follower = new TopicFollower(kafka, Topics.CANCELLATIONS, OptionalLong.empty(), this::apply);
    }

    /** Begins to read. */
    public void start() {
        follower.start();
    }

    /**
     * @param job a job
     * @return whether it or its family is cancelled, as far as is known
     */
    public boolean covers(Job<?> job) {
        return targets.contains(job.family()) || targets.contains(job.id());
    }

    /**
     * Waits until what was cancelled before the start has been read.
     *
     * @param atMost how long
     * @return whether it was
     */
    public boolean awaitCaughtUp(Duration atMost) {
        return follower.awaitCaughtUp(atMost);
    }

    @Override
    public void close() {
        follower.close();
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            targets.remove(record.key());
            return;
        }
        try {
            targets.add(Json.read(record.value(), Cancellation.class).target());
        } catch (InvalidFieldException e) {
            // The view puts it aside, once: every worker reads it at every start.
            LOG.warnf(
                    "%s: the cancellation at offset %d is not readable and left out: %s",
                    record.topic(), record.offset(), e.getMessage());
        }
    }
}
