package io.learngene.gateway.quota;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.view.Skipped;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.TopicFollower;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How long workers were on the jobs of a project, as the facts tell: every run that ended, failed ones too, also of what was deleted since.
 * The facts are there for 28 days, and so long a run counts.
 */
@ApplicationScoped
class DeviceHours {

    static final Duration WINDOW = Duration.ofDays(28);
    private static final int MOST_RUNNING = 100_000;
    private static final double SECONDS_PER_HOUR = 3600;

    private final InstantSource clock;
    private final Skipped skipped;
    private final TopicFollower follower;
    private final Map<String, Instant> running = new LinkedHashMap<>();
    /** Seconds by project, and by the day on which the run ended. */
    private final Map<String, TreeMap<Instant, Double>> seconds = new HashMap<>();

    DeviceHours(KafkaSettings kafka, InstantSource clock, MeterRegistry registry) {
        this.clock = clock;
        this.skipped = new Skipped(registry);
        this.follower = new TopicFollower(kafka, Topics.EVENTS, OptionalLong.empty(), this::hear);
    }

    /** Starts to read in the background. The topic has to be there. */
    void start() {
        follower.start();
    }

    void stop(@Observes ShutdownEvent event) {
        follower.close();
    }

    /** {@return hours within the window; empty while the facts from before are not all read} */
    OptionalDouble of(Project project) {
        return follower.awaitCaughtUp(Duration.ZERO) ? OptionalDouble.of(counted(project)) : OptionalDouble.empty();
    }

    synchronized double counted(Project project) {
        TreeMap<Instant, Double> days = seconds.getOrDefault(project.name(), new TreeMap<>());
        days.headMap(clock.instant().minus(WINDOW).truncatedTo(ChronoUnit.DAYS)).clear();
        return days.values().stream().mapToDouble(Double::doubleValue).sum() / SECONDS_PER_HOUR;
    }

    /** Every replica reads all facts at every start; the view puts aside what cannot be read. */
    private void hear(ConsumerRecord<String, byte[]> record) {
        try {
            hear(Json.read(record.value(), Fact.class));
        } catch (RuntimeException e) {
            skipped.count(
                    "unreadable-run",
                    record.topic() + " partition " + record.partition() + " offset " + record.offset(),
                    e.getMessage());
        }
    }

    /** A fact that is told twice ends nothing the second time. Of a worker that died nobody knows how long it was at work. */
    synchronized void hear(Fact fact) {
        if (fact instanceof Fact.JobStarted) {
            running.put(fact.job(), fact.at());
            if (running.size() > MOST_RUNNING) {
                running.remove(running.keySet().iterator().next());
            }
        } else if (!(fact instanceof Fact.JobWarned)) {
            Instant since = running.remove(fact.job());
            if (since != null && fact.at().isAfter(since)) {
                seconds.computeIfAbsent(Project.nameOf(fact.family()), project -> new TreeMap<>())
                        .merge(
                                fact.at().truncatedTo(ChronoUnit.DAYS),
                                Duration.between(since, fact.at()).toMillis() / 1000.0,
                                Double::sum);
            }
        }
    }
}
