package io.learngene.gateway.topics;

import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.messaging.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/** Reads topics for one request at a time, so that many need no more memory. */
@ApplicationScoped
public class TopicReading {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaSettings kafka;
    private final ReentrantLock one = new ReentrantLock();

    TopicReading(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * @param <T> what is read
     * @param what what that is, for people: {@code the dead letters}
     * @param work reads
     * @return what it read
     * @throws ProblemException 503 if the broker does not hand it out in time
     */
    public <T> T of(String what, Function<TopicReader, T> work) {
        try {
            if (!one.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable("somebody else is reading topics, as it takes for " + what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("the gateway ends");
        }
        try (TopicReader opened = new TopicReader(kafka)) {
            return work.apply(opened);
        } catch (KafkaException e) {
            throw ProblemException.unavailable("the message broker does not answer");
        } finally {
            one.unlock();
        }
    }
}
