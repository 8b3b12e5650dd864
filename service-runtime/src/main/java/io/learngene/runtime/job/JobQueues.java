package io.learngene.runtime.job;

import io.learngene.contracts.Topics;
import io.learngene.contracts.family.Priority;
import io.learngene.runtime.messaging.TopicSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * The share groups that a worker takes jobs of, one for each kind and priority, asked in {@link Turns}; of one priority first for the kind
 * that it has had least lately. Of one thread.
 */
final class JobQueues implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobQueues.class);
    /** In which all of them are asked once, while nothing waits. */
    private static final Duration ROUND = Duration.ofMillis(200);
    /** How long an answer may be on its way, where a higher priority would be passed over otherwise. */
    private static final Duration ANSWER = Duration.ofMillis(100);
    /** Less than what the broker holds a request for that it has nothing for: what comes meanwhile is the answer to it. */
    private static final Duration HELD = Duration.ofMillis(400);

    /** After so long without being asked: what is there then was handed out long ago. */
    private static final Duration OLD = Duration.ofSeconds(1);
    /** After the first answer of a group, until what lies there has been told. */
    private static final Duration FIRST = Duration.ofMillis(600);
    /** At most, for joining all groups, in which those of a lower priority wait for those of a higher one. */
    private static final Duration JOINING = Duration.ofSeconds(5);

    private static final Duration CLOSING = Duration.ofSeconds(3);
    /** After a failure, in which what is asked anew has joined its group. */
    private static final Duration REST = Duration.ofSeconds(1);

    /**
     * How long a queue may be left unasked: as long as a job takes, which may be days. Kafka's five minutes would make a busy worker leave the
     * groups of all its other queues, each with a warning, and join them anew before its next job.
     */
    private static final int UNASKED = Integer.MAX_VALUE;

    /** Jobs of one kind and priority. */
    private static final class Queue {
        private final String kind;
        private final ShareConsumer<byte[], byte[]> consumer;
        private final long due;
        private long asked = System.nanoTime();
        private boolean foundNothing;
        private Optional<Long> answered = Optional.empty();

        /**
         * @param rest how long it is not asked
         */
        Queue(String kind, ShareConsumer<byte[], byte[]> consumer, Duration rest) {
            this.kind = kind;
            this.consumer = consumer;
            this.due = System.nanoTime() + rest.toNanos();
        }

        boolean rests() {
            return System.nanoTime() - due < 0;
        }

        /** Nothing can come yet, and what came all the same would be given back when it is asked again. */
        void join() {
            consumer.poll(Duration.ZERO).forEach(record -> consumer.acknowledge(record, AcknowledgeType.RELEASE));
        }

        /** Where a request is held by the broker what it has would be here already; else an answer may be on its way. */
        ConsumerRecords<byte[], byte[]> poll(Duration idle) {
            giveBackWhatIsOld();
            boolean held = foundNothing && System.nanoTime() - asked < HELD.toNanos();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(held || idle.compareTo(ANSWER) > 0 ? idle : ANSWER);
            asked = System.nanoTime();
            foundNothing = records.isEmpty();
            if (answered.isEmpty() && hasAnswer()) {
                answered = Optional.of(asked);
            }
            return records;
        }

        /** A share consumer does not say what it was assigned, and of empty answers nothing but their number. */
        private boolean hasAnswer() {
            return consumer.metrics().values().stream()
                    .filter(metric -> metric.metricName().name().equals("fetch-total"))
                    .anyMatch(metric -> ((Number) metric.metricValue()).doubleValue() > 0);
        }

        /** What came while the worker was busy elsewhere has a lock that is half over, or another has it by now. */
        private void giveBackWhatIsOld() {
            if (System.nanoTime() - asked < OLD.toNanos()) {
                return;
            }
            for (ConsumerRecord<byte[], byte[]> old : consumer.poll(Duration.ZERO)) {
                consumer.acknowledge(old, AcknowledgeType.RELEASE);
                consumer.commitSync(ANSWER);
            }
        }

        /** {@return whether it has joined its group, and the broker had time to say what there is: its first answer may be of nothing} */
        boolean joined() {
            return answered.filter(first -> System.nanoTime() - first > FIRST.toNanos())
                    .isPresent();
        }
    }

    /**
     * A record, and what it was taken with.
     *
     * @param kind kind of job whose topic it is of
     * @param consumer who holds it
     * @param record the record
     */
    record Taken(String kind, ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {}

    private final Map<Priority, List<Queue>> queues = new EnumMap<>(Priority.class);
    private final String pool;
    private final Function<String, ShareConsumer<byte[], byte[]>> consumers;
    private final Turns turns;
    /** How long to wait at a queue that has said a moment ago that it has nothing: not at all beside others that have. */
    private Duration idle = Duration.ZERO;

    private final long joining = System.nanoTime() + JOINING.toNanos();

    /**
     * @param kinds kinds of jobs
     * @param settings how jobs are run
     * @param turns in which order priorities are asked
     */
    JobQueues(Collection<String> kinds, JobSettings settings, Turns turns) {
        this(kinds, settings.shift().pool(), turns, topic -> consumer(topic, settings));
    }

    /**
     * @param consumers makes one for a topic
     */
    JobQueues(
            Collection<String> kinds,
            String pool,
            Turns turns,
            Function<String, ShareConsumer<byte[], byte[]>> consumers) {
        this.pool = pool;
        this.turns = turns;
        this.consumers = consumers;
        try {
            for (Priority priority : Priority.values()) {
                List<Queue> equal = new ArrayList<>();
                queues.put(priority, equal);
                for (String kind : kinds) {
                    equal.add(queue(kind, priority, Duration.ZERO));
                }
            }
            // A consumer joins its group when it is asked first, which takes seconds: all of them at once.
            queues.values().stream().flatMap(List::stream).forEach(Queue::join);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * @param kinds kinds of jobs
     * @param pool pool of workers
     * @return the topics of their jobs, of all priorities
     */
    static List<String> topics(Collection<String> kinds, String pool) {
        List<String> topics = new ArrayList<>();
        for (String kind : kinds) {
            for (Priority priority : Priority.values()) {
                topics.add(Topics.jobs(kind, pool, priority));
            }
        }
        return topics;
    }

    /** {@return what the first of them has that has something; empty if none has, after a while} */
    List<Taken> next() {
        for (Priority priority : turns.order()) {
            List<Taken> taken = ask(priority);
            while (taken.isEmpty() && joining(priority)) {
                idle = quiet();
                taken = ask(priority);
            }
            if (!taken.isEmpty()) {
                turns.taken();
                idle = Duration.ZERO;
                return taken;
            }
        }
        idle = quiet();
        return List.of();
    }

    private Duration quiet() {
        return ROUND.dividedBy(queues.values().stream().mapToInt(List::size).sum());
    }

    private List<Taken> ask(Priority priority) {
        List<Queue> equal = queues.get(priority);
        for (Queue queue : List.copyOf(equal)) {
            List<Taken> taken = poll(queue, priority);
            if (!taken.isEmpty()) {
                equal.remove(queue);
                equal.add(queue);
                return taken;
            }
        }
        return List.of();
    }

    /** A broker that is short of time hands one queue out and the other not yet; whoever has joined the others' groups stays there. */
    private List<Taken> poll(Queue queue, Priority priority) {
        List<Taken> taken = new ArrayList<>();
        if (queue.rests()) {
            LockSupport.parkNanos(idle.toNanos());
            return taken;
        }
        try {
            queue.poll(idle).forEach(record -> taken.add(new Taken(queue.kind, queue.consumer, record)));
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf("%s jobs of priority %s cannot be taken, trying again: %s", queue.kind, priority, e);
            replace(queue, priority);
        }
        return taken;
    }

    /** Whoever has just begun would take what happens to be told first. */
    private boolean joining(Priority priority) {
        return System.nanoTime() - joining < 0 && !queues.get(priority).stream().allMatch(Queue::joined);
    }

    /** All at once: each waits until the broker knows, and those for which no time was left would stay in their groups. */
    @Override
    public void close() {
        List<Thread> closing = queues.values().stream()
                .flatMap(List::stream)
                .map(JobQueues::closing)
                .toList();
        closing.forEach(Thread::start);
        try {
            for (Thread each : closing) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread closing(Queue queue) {
        return new Thread(() -> close(queue), "close");
    }

    private static void close(Queue queue) {
        try {
            queue.consumer.close(CLOSING);
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf("a consumer did not close in order: %s", e.getMessage());
        }
    }

    private void replace(Queue broken, Priority priority) {
        List<Queue> equal = queues.get(priority);
        equal.set(equal.indexOf(broken), queue(broken.kind, priority, REST));
        // It may wait for the broker.
        closing(broken).start();
    }

    private Queue queue(String kind, Priority priority, Duration rest) {
        return new Queue(kind, consumers.apply(Topics.jobs(kind, pool, priority)), rest);
    }

    private static ShareConsumer<byte[], byte[]> consumer(String topic, JobSettings settings) {
        KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
                settings.kafka()
                        .with(Map.of(
                                "group.id",
                                TopicSetup.group(topic),
                                "client.id",
                                settings.worker(),
                                "share.acknowledgement.mode",
                                "explicit",
                                "share.acquire.mode",
                                "record_limit",
                                "max.poll.records",
                                1,
                                "max.poll.interval.ms",
                                UNASKED)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        return consumer;
    }
}
