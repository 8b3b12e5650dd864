package io.learngene.gateway.live;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.TopicFollower;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** The training points, the recent ones of the past too. Every replica reads all of them. */
@ApplicationScoped
public class Curves {

    private static final Logger LOG = Logger.getLogger(Curves.class);
    private static final long PAST_PER_PARTITION = 5_000;
    private static final int MOST_POINTS = 30_000;

    private final RecentPoints recent = new RecentPoints(MOST_POINTS);
    private final List<Consumer<TrainingPoint>> listeners = new CopyOnWriteArrayList<>();
    private final TopicFollower follower;

    Curves(KafkaSettings kafka) {
        this.follower = new TopicFollower(kafka, Topics.METRICS, OptionalLong.of(PAST_PER_PARTITION), this::take);
    }

    /**
     * @param family family
     * @return its recent points, oldest first
     */
    public List<TrainingPoint> of(String family) {
        return recent.of(family);
    }

    /**
     * @param listener is told of every new point; may not wait
     * @return forgets the listener
     */
    Runnable listen(Consumer<TrainingPoint> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Starts to read in the background. The topic has to be there. */
    public void start() {
        follower.start();
    }

    void stop(@Observes ShutdownEvent event) {
        follower.close();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            byte[] bytes = record.value() == null ? new byte[0] : record.value();
            TrainingPoint point = Json.read(bytes, TrainingPoint.class);
            recent.add(point);
            listeners.forEach(listener -> listener.accept(point));
        } catch (InvalidFieldException e) {
            // The view puts it aside as a dead letter.
            LOG.debugf("unreadable training point: %s", e.getMessage());
        }
    }
}
