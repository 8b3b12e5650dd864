package io.learngene.gateway.deadletter;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Topics;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** What was put aside, read from its topics whenever somebody asks; by one request at a time, so that many need no more memory. */
@ApplicationScoped
public class DeadLetters {

    /** Newest records of a topic that a job is looked for in. */
    private static final long MOST_SEARCHED = 100_000;

    private static final int SEARCHED_AT_ONCE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaSettings kafka;
    private final Pools pools;
    private final ReentrantLock one = new ReentrantLock();

    DeadLetters(KafkaSettings kafka, Pools pools) {
        this.kafka = kafka;
        this.pools = pools;
    }

    /**
     * @param id job id
     * @param kind its kind; null if it is not known
     * @param pool its pool; null if it is not known
     * @return the job as it was last put aside; empty if it is not among the newest of its kind
     * @throws InvalidFieldException if what was put aside last cannot be read
     * @throws ProblemException 503 if the broker does not hand them out in time
     */
    public Optional<Job<JobSpec>> newest(String id, String kind, String pool) {
        Collection<String> jobs = kind == null || pool == null ? pools.topics() : List.of(Topics.jobs(kind, pool));
        List<String> topics = jobs.stream().map(Topics::deadLetters).toList();
        return reading(opened -> newest(opened, topics, id))
                .map(record -> Job.read(record.value() == null ? new byte[0] : record.value()));
    }

    private static Optional<ConsumerRecord<String, byte[]>> newest(
            DeadLetterTopics opened, Collection<String> topics, String id) {
        for (DeadLetterTopics.Range all : opened.ranges(topics)) {
            DeadLetterTopics.Range left = all.newest(MOST_SEARCHED);
            while (!left.empty()) {
                DeadLetterTopics.Range piece = left.newest(SEARCHED_AT_ONCE);
                AtomicReference<ConsumerRecord<String, byte[]>> last = new AtomicReference<>();
                opened.read(piece, record -> {
                    if (id.equals(record.key())) {
                        last.set(record);
                    }
                });
                if (last.get() != null) {
                    return Optional.of(last.get());
                }
                left = left.before(piece.begin());
            }
        }
        return Optional.empty();
    }

    private <T> T reading(Function<DeadLetterTopics, T> work) {
        try {
            if (!one.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable("somebody else reads the dead letters");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("the gateway ends");
        }
        try (DeadLetterTopics opened = new DeadLetterTopics(kafka)) {
            return work.apply(opened);
        } catch (KafkaException e) {
            throw ProblemException.unavailable("the message broker does not answer");
        } finally {
            one.unlock();
        }
    }
}
