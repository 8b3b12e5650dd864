package io.learngene.gateway.live;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.SignsOfLife;
import io.learngene.gateway.view.Skipped;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.TopicFollower;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The training points and signs of life, the recent ones of the past too. Every replica reads all of them and keeps nothing durable. */
@ApplicationScoped
public class Curves {

    private static final long PAST_POINTS_PER_PARTITION = 5_000;
    private static final long PAST_SIGNS = 5_000;
    private static final int MOST_POINTS = 30_000;
    private static final int MOST_OF_FAMILY = 6_000;

    private final RecentPoints recent = new RecentPoints(MOST_POINTS, MOST_OF_FAMILY);
    private final List<Consumer<LivePoint>> listeners = new CopyOnWriteArrayList<>();
    private final Families families;
    private final SignsOfLife signs;
    private final Skipped skipped;
    private final TopicFollower points;
    private final TopicFollower heartbeats;

    Curves(KafkaSettings kafka, Families families, SignsOfLife signs, MeterRegistry registry) {
        this.families = families;
        this.signs = signs;
        this.skipped = new Skipped(registry);
        this.points = new TopicFollower(kafka, Topics.METRICS, OptionalLong.of(PAST_POINTS_PER_PARTITION), this::point);
        this.heartbeats = new TopicFollower(kafka, Topics.HEARTBEATS, OptionalLong.of(PAST_SIGNS), this::heartbeat);
    }

    /**
     * @param family family
     * @return its recent points, oldest first
     */
    public List<TrainingPoint> of(String family) {
        return recent.of(family).stream().map(LivePoint::point).toList();
    }

    /**
     * @param family family
     * @param offset a point's offset
     * @return its recent points behind that, oldest first
     */
    List<LivePoint> after(String family, long offset) {
        return recent.of(family).stream().filter(live -> live.offset() > offset).toList();
    }

    /**
     * @param listener is told of every new point; may not wait
     * @return forgets the listener
     */
    Runnable listen(Consumer<LivePoint> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Starts to read in the background. The topics have to be there. */
    public void start() {
        points.start();
        heartbeats.start();
    }

    void stop(@Observes ShutdownEvent event) {
        points.close();
        heartbeats.close();
    }

    private void point(ConsumerRecord<String, byte[]> record) {
        TrainingPoint point = read(record, TrainingPoint.class);
        if (point != null) {
            LivePoint live = new LivePoint(record.offset(), point);
            recent.add(live);
            signs.heard(point);
            families.touch(point.family());
            listeners.forEach(listener -> listener.accept(live));
        }
    }

    private void heartbeat(ConsumerRecord<String, byte[]> record) {
        Heartbeat heartbeat = read(record, Heartbeat.class);
        if (heartbeat != null) {
            signs.heard(heartbeat);
            families.touch(heartbeat.family());
        }
    }

    /** What cannot be read is no work that could be lost, and every replica reads it at every start: it is said and not put aside. */
    private <T> T read(ConsumerRecord<String, byte[]> record, Class<T> type) {
        try {
            return Json.read(record.value(), type);
        } catch (RuntimeException e) {
            String place = record.topic() + " partition " + record.partition() + " offset " + record.offset();
            skipped.count("unreadable-sign", place, e.getMessage());
            return null;
        }
    }
}
