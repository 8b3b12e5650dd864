package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.e2e.Stack;
import io.learngene.stack.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three tuners, each a process of its own, on one queue. */
@Tag("faults")
class ManyTunersTest {

    private static final Map<String, String> LONG = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
            "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: 2000, batch_size: 40}",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    @TempDir
    private Path state;

    private final List<JavaProcess> more = new ArrayList<>();
    private Stack stack;

    @BeforeEach
    void startThreeTuners() {
        stack = Stack.start(state);
        more.add(stack.tuner("tuner-2", Map.of()));
        more.add(stack.tuner("tuner-3", Map.of()));
        List.of("tuner-2", "tuner-3")
                .forEach(name -> Stack.await().until(() -> log(name).contains("are ready")));
    }

    @AfterEach
    void stop() {
        more.forEach(JavaProcess::close);
        stack.close();
    }

    @Test
    void familyBesideALongJobIsTunedByTheIdleTunersAndNoJobTwice() {
        // Given
        String busy = stack.submit(LONG);
        Stack.await().until(() -> {
            JobView job = stack.job(busy, "tune/L04");
            return job != null && job.progress() != null;
        });
        String occupied = stack.job(busy, "tune/L04").worker();

        // When
        FamilyView done = stack.awaitEnd(
                stack.submit(Map.of("targets: [2, 4, {max_parameters: 60000}]", "targets: [2, 3, 4, 5, 6]")));

        // Then
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(stack.job(busy, "tune/L04").state()).isEqualTo(JobView.State.RUNNING);
        Map<String, List<String>> workers = workersOfTunings(done.family());
        assertThat(workers).hasSize(10);
        assertThat(workers.values()).allSatisfy(each -> assertThat(each).hasSize(1));
        assertThat(workers.values().stream().map(each -> each.get(0)).distinct())
                .hasSize(2)
                .doesNotContain(occupied);
        stack.client().delete("/families/" + busy);
        stack.awaitEnd(busy);
    }

    private String log(String name) throws IOException {
        Path file = state.resolve("logs").resolve(name + ".log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Who began each tuning and baseline of a family, by job. */
    private Map<String, List<String>> workersOfTunings(String family) {
        Map<String, List<String>> workers = new TreeMap<>();
        for (Fact fact : facts()) {
            boolean tuning =
                    fact.job().startsWith(family + "/tune/") || fact.job().startsWith(family + "/scratch/");
            if (tuning && fact instanceof Fact.JobStarted started) {
                workers.computeIfAbsent(started.job(), job -> new ArrayList<>()).add(started.worker());
            }
        }
        return workers;
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.processes().bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.EVENTS).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    facts.add(Json.read(record.value(), Fact.class));
                }
            }
        }
        return facts;
    }
}
