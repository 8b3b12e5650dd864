package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Topics;
import io.learngene.e2e.Stack;
import io.learngene.local.bench.QueueWords;
import io.learngene.stack.KafkaCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers, of which the one that has the queue is killed. */
@Tag("storms")
class LostLeaderTest {

    private static final String QUEUE = Topics.jobs(QueueWords.Waiting.KIND);
    private static final int JOBS = 30;

    @Test
    void noJobThatWasAcceptedIsLostWithTheLeaderOfItsQueue(@TempDir Path state) throws Exception {
        // Given
        try (KafkaCluster cluster = KafkaCluster.start(state);
                Storm storm = new Storm(state, cluster.bootstrapServers())) {
            storm.queue(JOBS);
            Stack.await().until(() -> storm.begun().size() >= 4);

            // When: the second one that goes has the queue because the first went
            for (int loss = 1; loss <= 2; loss++) {
                int leader = leader(cluster);
                cluster.kill(leader);
                storm.queue(JOBS);
                Stack.await().until(storm::allDone);
                assertThat(leader(cluster)).isNotEqualTo(leader);
                cluster.startAgain(leader);
                Stack.await().until(() -> inSync(cluster) == 3);
                storm.queue(JOBS);
                int begun = storm.begun().size();
                Stack.await().until(() -> storm.begun().size() > begun);
            }

            // Then
            Stack.await().until(storm::allDone);
            Stack.await().untilAsserted(() -> assertThat(storm.wrong()).isEmpty());
        }
    }

    private static int leader(KafkaCluster cluster) throws Exception {
        try (Admin admin = admin(cluster)) {
            return description(admin).leader().id();
        }
    }

    private static int inSync(KafkaCluster cluster) throws Exception {
        try (Admin admin = admin(cluster)) {
            return description(admin).isr().size();
        }
    }

    private static Admin admin(KafkaCluster cluster) {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    private static TopicPartitionInfo description(Admin admin) throws Exception {
        return admin.describeTopics(List.of(QUEUE))
                .allTopicNames()
                .get(1, TimeUnit.MINUTES)
                .get(QUEUE)
                .partitions()
                .get(0);
    }
}
