package io.learngene.runtime.messaging;

import io.learngene.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/**
 * Creates what is missing of the topics, checks what is there, and settles the share groups of a worker. Safe to run in every
 * service.
 */
public final class TopicSetup {

    private static final Logger LOG = Logger.getLogger(TopicSetup.class);

    /** The broker's own delivery limit stands above ours, so that a job ends by our word and not in silence. */
    private static final int BROKER_DELIVERY_LIMIT = 10;
    /** Records that a group may hold between the oldest open and the newest finished one: short jobs beside a long one. Kafka allows no more. */
    private static final int MOST_RECORDS_IN_FLIGHT = 10_000;

    private static final String FOREVER = "-1";
    private static final String YEAR = Long.toString(Duration.ofDays(366).toMillis());
    private static final String WEEKS = Long.toString(Duration.ofDays(28).toMillis());
    private static final String DAYS = Long.toString(Duration.ofDays(7).toMillis());
    private static final String HOUR = Long.toString(Duration.ofHours(1).toMillis());

    /** What one topic has to be. Retention of a compacted topic is none. */
    private record Wanted(String name, int partitions, String retention) {

        boolean compacted() {
            return retention == null;
        }

        NewTopic topic() {
            Map<String, String> configs = compacted()
                    ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
                    : Map.of(
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            TopicConfig.CLEANUP_POLICY_DELETE,
                            TopicConfig.RETENTION_MS_CONFIG,
                            retention);
            return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs);
        }
    }

    private TopicSetup() {}

    /**
     * @param topic a job topic
     * @return the share group that works on it
     */
    public static String group(String topic) {
        return topic.replace("learngene.jobs.", "learngene-workers.");
    }

    /**
     * Creates and checks the topics.
     *
     * @param kafka how to reach the broker
     * @param pools pools of workers
     * @throws MessagingException if the broker does not answer
     * @throws IllegalStateException if a topic is not what it has to be, or an earlier version's queue lies here; says what to do
     */
    public static void topics(KafkaSettings kafka, Pools pools) {
        with(kafka, admin -> {
            Set<String> existing = admin.listTopics().names().get();
            refuseEarlierVersion(existing);
            List<Wanted> wanted = wanted(pools);
            create(admin, existing, wanted);
            check(admin, wanted);
        });
    }

    /**
     * Settles how the records of some topics of jobs are locked. Only their workers do so, or the last service to start would win.
     *
     * @param kafka how to reach the broker
     * @param topics topics of jobs
     * @param lockDuration lock of a job record
     * @throws MessagingException if the broker does not answer
     */
    public static void groups(KafkaSettings kafka, Collection<String> topics, Duration lockDuration) {
        with(kafka, admin -> configureGroups(admin, topics, lockDuration));
    }

    private interface Work {
        void run(Admin admin) throws ExecutionException, InterruptedException;
    }

    private static void with(KafkaSettings kafka, Work work) {
        try (Admin admin = Admin.create(kafka.with(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000)))) {
            work.run(admin);
        } catch (ExecutionException e) {
            String remedy = e.getCause() instanceof AuthorizationException
                    ? " Give this service's Kafka user the rights that docs/operations.md lists for it"
                    : "";
            throw new MessagingException(
                    "cannot set up the topics: " + e.getCause().getMessage() + remedy, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted while setting up the topics", e);
        }
    }

    private static List<Wanted> wanted(Pools pools) {
        List<Wanted> topics = new ArrayList<>();
        for (String jobs : pools.topics()) {
            // A share group gives each partition to one member while there are few of them: with more than one
            // partition jobs would
            // wait behind a busy worker beside idle ones.
            topics.add(new Wanted(jobs, 1, WEEKS));
        }
        topics.add(new Wanted(Topics.LEARNGENES, 1, FOREVER));
        topics.add(new Wanted(Topics.EVENTS, 4, WEEKS));
        topics.add(new Wanted(Topics.METRICS, 4, DAYS));
        topics.add(new Wanted(Topics.HEARTBEATS, 1, HOUR));
        topics.add(new Wanted(Topics.CANCELLATIONS, 1, null));
        topics.addAll(topics.stream()
                .map(topic -> new Wanted(Topics.deadLetters(topic.name()), 1, FOREVER))
                .distinct()
                .toList());
        // No service consumes it, so nothing of it is put aside.
        topics.add(new Wanted(Topics.AUDIT, 1, YEAR));
        return topics;
    }

    private static void refuseEarlierVersion(Set<String> existing) {
        List<String> earlier = existing.stream()
                .filter(name -> name.matches("learngene\\.(jobs\\.[a-z]+|events|learngenes)\\.v1"))
                .sorted()
                .toList();
        if (!earlier.isEmpty()) {
            throw new IllegalStateException(
                    "this broker holds the queue of an earlier version (" + earlier
                            + "), whose jobs are not read here. Let that version finish them, then delete these topics; locally, take"
                            + " another state folder (--state). Datasets, ancestors, learngenes and models in the store stay usable");
        }
    }

    private static void create(Admin admin, Set<String> existing, List<Wanted> all)
            throws ExecutionException, InterruptedException {
        List<NewTopic> missing = all.stream()
                .filter(topic -> !existing.contains(topic.name()))
                .map(Wanted::topic)
                .toList();
        for (var creation : admin.createTopics(missing).values().values()) {
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

    /** An auto-created topic, or one of an operator's own, may lose jobs after a week or hand them out to one worker only. */
    private static void check(Admin admin, List<Wanted> all) throws ExecutionException, InterruptedException {
        Map<String, Wanted> wanted = all.stream().collect(Collectors.toMap(Wanted::name, topic -> topic));
        List<ConfigResource> resources = wanted.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(resources).all().get();
        int brokers = admin.describeCluster().nodes().get().size();
        for (TopicDescription found :
                admin.describeTopics(wanted.keySet()).allTopicNames().get().values()) {
            Wanted topic = wanted.get(found.name());
            Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, found.name()));
            if (topic.partitions() == 1 && found.partitions().size() != 1) {
                throw new IllegalStateException("topic " + found.name() + " has "
                        + found.partitions().size()
                        + " partitions and has to have one: with more of them jobs wait behind busy"
                        + " workers while others are idle. Delete it when it is empty, it is made anew");
            }
            int replicas = found.partitions().get(0).replicas().size();
            if (brokers > 1 && replicas == 1) {
                LOG.warnf(
                        "topic %s has one replica on %d brokers: a broker that is lost takes it along."
                                + " Reassign it, or set the brokers' default.replication.factor before it is made",
                        found.name(), brokers);
            }
            repair(admin, topic, config);
        }
    }

    private static void repair(Admin admin, Wanted topic, Config config)
            throws ExecutionException, InterruptedException {
        Map<String, String> changes = new HashMap<>();
        topic.topic().configs().forEach((name, value) -> {
            String is = config.get(name).value();
            boolean enough = name.equals(TopicConfig.RETENTION_MS_CONFIG) ? keepsAsLong(is, value) : value.equals(is);
            if (!enough) {
                LOG.warnf(
                        "topic %s: %s is %s and was set to %s, so that nothing is lost", topic.name(), name, is, value);
                changes.put(name, value);
            }
        });
        if (!changes.isEmpty()) {
            List<AlterConfigOp> operations = changes.entrySet().stream()
                    .map(change -> set(change.getKey(), change.getValue()))
                    .toList();
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), operations))
                    .all()
                    .get();
        }
    }

    private static boolean keepsAsLong(String is, String wanted) {
        return is.equals(FOREVER) || !wanted.equals(FOREVER) && Long.parseLong(is) >= Long.parseLong(wanted);
    }

    private static void configureGroups(Admin admin, Collection<String> topics, Duration lockDuration)
            throws ExecutionException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        Map<ConfigResource, Collection<AlterConfigOp>> inFlight = new HashMap<>();
        for (String topic : topics) {
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, group(topic));
            changes.put(
                    group,
                    List.of(
                            set("share.auto.offset.reset", "earliest"),
                            set("share.record.lock.duration.ms", Long.toString(lockDuration.toMillis())),
                            set("share.delivery.count.limit", Integer.toString(BROKER_DELIVERY_LIMIT)),
                            set("errors.deadletterqueue.topic.name", Topics.deadLetters(topic)),
                            set("errors.deadletterqueue.copy.record.enable", "true")));
            inFlight.put(
                    group, List.of(set("share.partition.max.record.locks", Integer.toString(MOST_RECORDS_IN_FLIGHT))));
        }
        admin.incrementalAlterConfigs(changes).all().get();
        allowManyRecordsInFlight(admin, inFlight);
    }

    private static void allowManyRecordsInFlight(Admin admin, Map<ConfigResource, Collection<AlterConfigOp>> changes)
            throws ExecutionException, InterruptedException {
        try {
            admin.incrementalAlterConfigs(changes).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidConfigurationException)) {
                throw e;
            }
            LOG.warnf(
                    "groups %s: no more than the broker's default of records can be finished behind an open one, so that a long"
                            + " job may stop its queue; set group.share.max.partition.max.record.locks=%d on the brokers (%s)",
                    changes.keySet().stream().map(ConfigResource::name).sorted().toList(),
                    MOST_RECORDS_IN_FLIGHT,
                    e.getCause().getMessage());
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
