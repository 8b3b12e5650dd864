package io.learngene.runtime.messaging;

import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates what is missing of the topics and settles the share groups' configuration. Safe to run in every service. */
public final class TopicSetup {

    /** The broker's own delivery limit stands above ours, so that a job ends by our word and not in silence. */
    private static final int BROKER_DELIVERY_LIMIT = 10;

    private static final String WEEKS = Long.toString(Duration.ofDays(28).toMillis());

    private TopicSetup() {}

    /**
     * @param topic a job topic
     * @return the share group that works on it
     */
    public static String group(String topic) {
        return topic.replace("learngene.jobs.", "learngene-workers.");
    }

    /**
     * @param bootstrapServers brokers
     * @param lockDuration lock of a job record
     * @throws MessagingException if the broker does not answer
     */
    public static void run(String bootstrapServers, Duration lockDuration) {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000))) {
            createTopics(admin);
            configureGroups(admin, lockDuration);
        } catch (ExecutionException e) {
            throw new MessagingException(
                    "cannot set up the topics: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted while setting up the topics", e);
        }
    }

    private static void createTopics(Admin admin) throws ExecutionException, InterruptedException {
        List<NewTopic> topics = new ArrayList<>();
        for (String kind : Vocabulary.kinds()) {
            // One, because a share group gives each partition to one member while there are few: jobs would wait beside
            // idle workers.
            topics.add(topic(Topics.jobs(kind), 1, Map.of(TopicConfig.RETENTION_MS_CONFIG, WEEKS)));
        }
        topics.add(topic(Topics.LEARNGENES, 1, Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1")));
        topics.add(topic(Topics.EVENTS, 4, Map.of(TopicConfig.RETENTION_MS_CONFIG, WEEKS)));
        topics.add(topic(
                Topics.METRICS,
                4,
                Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(Duration.ofDays(7).toMillis()))));
        topics.add(topic(
                Topics.HEARTBEATS,
                1,
                Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(Duration.ofHours(1).toMillis()))));
        topics.add(topic(
                Topics.CANCELLATIONS,
                1,
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
        List<NewTopic> deadLetters = topics.stream()
                .map(t -> topic(Topics.deadLetters(t.name()), 1, Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1")))
                .toList();
        topics.addAll(deadLetters);
        var existing = admin.listTopics().names().get();
        topics.removeIf(t -> existing.contains(t.name()));
        for (var creation : admin.createTopics(topics).values().values()) {
            try {
                creation.get();
            } catch (ExecutionException e) {
                // Another service was quicker.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static NewTopic topic(String name, int partitions, Map<String, String> configs) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs);
    }

    private static void configureGroups(Admin admin, Duration lockDuration)
            throws ExecutionException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (String kind : Vocabulary.kinds()) {
            String topic = Topics.jobs(kind);
            changes.put(
                    new ConfigResource(ConfigResource.Type.GROUP, group(topic)),
                    List.of(
                            set("share.auto.offset.reset", "earliest"),
                            set("share.record.lock.duration.ms", Long.toString(lockDuration.toMillis())),
                            set("share.delivery.count.limit", Integer.toString(BROKER_DELIVERY_LIMIT)),
                            set("errors.deadletterqueue.topic.name", Topics.deadLetters(topic)),
                            set("errors.deadletterqueue.copy.record.enable", "true")));
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
