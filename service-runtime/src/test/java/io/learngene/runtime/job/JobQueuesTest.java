package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Topics;
import io.learngene.contracts.family.Priority;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queues of one kind of job, and a broker that answers as each test says. */
class JobQueuesTest {

    private static final String KIND = "work";
    private static final String HIGH = Topics.jobs(KIND, Topics.DEFAULT_POOL, Priority.HIGH);
    private static final String NORMAL = Topics.jobs(KIND, Topics.DEFAULT_POOL, Priority.NORMAL);

    /** By topic, in the order in which they were opened. */
    private final Map<String, List<ScriptedConsumer>> opened = new HashMap<>();

    private JobQueues queues;

    @BeforeEach
    void open() {
        queues = new JobQueues(List.of(KIND), Topics.DEFAULT_POOL, new Turns(0), this::consumer);
    }

    @AfterEach
    void close() {
        queues.close();
    }

    @Test
    void queueThatCannotBeAskedIsOpenedAnewAndTheOthersStay() {
        // Given: as of a queue that the broker has not read yet
        only(HIGH).onPoll = () -> {
            throw new IllegalStateException("Unexpected error code 15 while fetching");
        };
        hasJobs(only(NORMAL), 7);

        // When
        List<JobQueues.Taken> taken = queues.next();

        // Then
        assertThat(taken)
                .singleElement()
                .satisfies(each -> assertThat(each.record().offset()).isEqualTo(7));
        await().until(() -> opened.get(HIGH).get(0).closed);
        assertThat(opened.get(HIGH)).hasSize(2);
        assertThat(only(NORMAL).closed).isFalse();
    }

    @Test
    void queueThatWasOpenedAnewIsAskedAgain() {
        // Given
        only(HIGH).onPoll = () -> {
            throw new IllegalStateException("Unexpected error code 15 while fetching");
        };
        queues.next();

        // When
        hasJobs(opened.get(HIGH).get(1), 8);

        // Then
        await().untilAsserted(() -> assertThat(queues.next())
                .singleElement()
                .satisfies(each -> assertThat(each.record().offset()).isEqualTo(8)));
    }

    private static void hasJobs(ScriptedConsumer consumer, long offset) {
        consumer.onPoll = () -> consumer.handedOut.add(offset);
    }

    private ScriptedConsumer only(String topic) {
        assertThat(opened.get(topic)).hasSize(1);
        return opened.get(topic).get(0);
    }

    private ShareConsumer<byte[], byte[]> consumer(String topic) {
        ScriptedConsumer consumer = new ScriptedConsumer();
        opened.computeIfAbsent(topic, t -> new ArrayList<>()).add(consumer);
        return consumer.consumer();
    }
}
