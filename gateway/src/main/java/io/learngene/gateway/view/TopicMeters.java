package io.learngene.gateway.view;

import io.learngene.contracts.Topics;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * How far the view is behind, how many records were put aside, and which workers there are, asked of the broker four times a minute: a view that hangs does not
 * know it of itself, and the broker puts records aside by itself. Nothing is shown while the broker does not tell.
 */
@ApplicationScoped
public class TopicMeters {

    private static final Logger LOG = Logger.getLogger(TopicMeters.class);
    private static final Duration APART = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Double> lags = new ConcurrentHashMap<>();
    private final Map<String, Double> deadLetters = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final KafkaSettings kafka;
    private final String group;
    private final Workers workers;
    private final MeterRegistry registry;
    private boolean workersTold = true;

    @Inject
    TopicMeters(KafkaSettings kafka, GatewayConfig config, Workers workers, MeterRegistry registry) {
        this(kafka, config.viewId(), workers, registry);
    }

    /**
     * @param kafka how to reach the broker
     * @param group consumer group of the view
     * @param workers is told whom the broker has as workers
     * @param registry where the meters live
     */
    TopicMeters(KafkaSettings kafka, String group, Workers workers, MeterRegistry registry) {
        this.kafka = kafka;
        this.group = group;
        this.workers = workers;
        this.registry = registry;
    }

    /** Begins to ask in the background. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            Thread thread = new Thread(this::run, "topic meters");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    private void run() {
        Map<String, Object> settings = kafka.with(Map.of(AdminClientConfig.CLIENT_ID_CONFIG, "topic-meters"));
        boolean told = true;
        try (Admin admin = Admin.create(settings)) {
            do {
                try {
                    look(admin);
                    told = true;
                } catch (ExecutionException | TimeoutException | RuntimeException e) {
                    // Whatever it is: a thread that ended would leave the newest numbers standing for ever.
                    lags.replaceAll((topic, known) -> Double.NaN);
                    workers.forget();
                    if (told) {
                        LOG.warnf("the broker does not tell how far the view is behind, asking again: %s", e);
                    }
                    told = false;
                }
            } while (!closing.await(APART.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void look(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        lag(admin);
        deadLetters(admin);
        workers(admin);
    }

    /** Who is not allowed to see groups goes without this. */
    private void workers(Admin admin) throws InterruptedException {
        try {
            workers.look(admin);
            workersTold = true;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            workers.forget();
            if (workersTold) {
                LOG.warnf("the broker does not tell how many workers there are, asking again: %s", e);
            }
            workersTold = false;
        }
    }

    private void lag(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> read =
                new HashMap<>(awaited(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
        // A partition of which the group has read nothing yet.
        read.values().removeIf(Objects::isNull);
        Map<TopicPartition, Long> ends = ends(admin, read.keySet());
        sums(read.keySet(), each -> Math.max(0, ends.get(each) - read.get(each).offset()))
                .forEach(this::showLag);
    }

    private void deadLetters(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics = awaited(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(Topics.deadLetters("")))
                .toList();
        List<TopicPartition> partitions = awaited(admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        sums(partitions, ends(admin, partitions)::get).forEach(this::showDeadLetters);
    }

    private void showLag(String topic, double records) {
        if (lags.put(topic, records) == null) {
            Gauge.builder(Meters.VIEW_LAG, lags, all -> all.get(topic))
                    .description("records of a topic that the view has not read yet")
                    .baseUnit("records")
                    .tag(Meters.TOPIC, topic)
                    .register(registry);
        }
    }

    private void showDeadLetters(String topic, double records) {
        if (deadLetters.put(topic, records) == null) {
            FunctionCounter.builder(Meters.DEAD_LETTERS, deadLetters, all -> all.get(topic))
                    .description("records that were ever put aside in a topic, by the broker or by a service")
                    .tag(Meters.TOPIC, topic)
                    .register(registry);
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> newest =
                partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        return awaited(admin.listOffsets(newest).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static Map<String, Double> sums(
            Collection<TopicPartition> partitions, Function<TopicPartition, Long> records) {
        Map<String, Double> sums = new TreeMap<>();
        partitions.forEach(each -> sums.merge(each.topic(), (double) records.apply(each), Double::sum));
        return sums;
    }

    private static <T> T awaited(KafkaFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
