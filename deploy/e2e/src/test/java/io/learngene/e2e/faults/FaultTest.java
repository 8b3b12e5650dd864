package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.e2e.Pictures;
import io.learngene.e2e.SharedStack;
import io.learngene.e2e.Stack;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.stack.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What happens when something breaks: nothing is lost. */
@Tag("faults")
@ExtendWith(SharedStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultTest {

    private static final int EPOCHS = 30;

    /** One model, long enough to be interrupted, quick enough to wait for. */
    private static final Map<String, String> LONG_TUNING = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
            "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: " + EPOCHS + ", batch_size: 40}",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    private static final Map<String, String> SHORT = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [2]",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    private static Stack stack;

    @BeforeAll
    static void take(Stack shared) {
        stack = shared;
    }

    @Test
    @Order(1)
    void poisonOnEveryTopicIsPutAsideAndTheNextFamilyIsMade() {
        // Given
        List<String> topics = List.of(
                Topics.jobs("distill"),
                Topics.jobs("expand"),
                Topics.jobs("tune"),
                Topics.LEARNGENES,
                Topics.EVENTS,
                Topics.METRICS,
                Topics.CANCELLATIONS);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.processes().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String topic : topics) {
                for (String poison : List.of("no json", "{\"half\":", "[]", "{}")) {
                    producer.send(new ProducerRecord<>(
                            topic, "poison".getBytes(StandardCharsets.UTF_8), poison.getBytes(StandardCharsets.UTF_8)));
                }
            }
        }

        // When
        FamilyView view = stack.awaitEnd(stack.submit(SHORT));

        // Then
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        Set<String> expected = new TreeSet<>();
        topics.forEach(topic -> expected.add(Topics.deadLetters(topic)));
        // A point is no work that could be lost: it is counted, and not put aside.
        expected.remove(Topics.deadLetters(Topics.METRICS));
        Stack.await().untilAsserted(() -> assertThat(withRecords(expected)).isEqualTo(expected));
    }

    /** As a pod that a scaler started for a job which another was quicker to take. */
    @Test
    @Order(2)
    void tunerThatFindsNoJobEndsInOrderAfterItsPatience() {
        // When
        JavaProcess tuner = stack.tuner(
                "tuner-for-one-job", Map.of("FOUNDRY_WORKER_JOBS", "1", "FOUNDRY_WORKER_IDLE_PATIENCE", "1s"));

        // Then
        try (tuner) {
            Stack.await().until(() -> !tuner.alive());
            assertThat(tuner.ending()).startsWith("exit code 0");
            assertThat(tuner.logTail()).contains("foundry.worker.idle-patience");
        }
    }

    @Test
    @Order(3)
    void killedTunersJobIsTakenUpAgainWhereItsCheckpointEnds() {
        // Given
        String family = stack.submit(LONG_TUNING);
        awaitEpoch(family, 5);

        // When
        stack.processes().process("tuner").kill();

        // Then
        FamilyView view = stack.awaitEnd(family);
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(stack.job(family, "tune/L04").attempt()).isEqualTo(2);
        assertThat(history(family)).isEqualTo(1 + EPOCHS);
    }

    @Test
    @Order(4)
    void cancelledFamilyStopsAndNothingOfItIsPublished() {
        // Given
        String family = stack.submit(LONG_TUNING);
        awaitEpoch(family, 1);

        // When
        stack.client().delete("/families/" + family);

        // Then
        assertThat(stack.awaitEnd(family).state()).isEqualTo(FamilyView.State.CANCELLED);
        assertThat(stack.client().get("/families/" + family + "/models").get("models"))
                .isEmpty();
        assertThat(stack.awaitEnd(stack.submit(SHORT)).state())
                .as("the tuner is free again")
                .isEqualTo(FamilyView.State.DONE);
    }

    @Test
    @Order(5)
    void runningFamilySurvivesARestartOfEverything() {
        // Given
        String done = stack.client()
                .get("/families")
                .get("families")
                .get(0)
                .get("family")
                .asText();
        String family = stack.submit(LONG_TUNING);
        awaitEpoch(family, 3);

        // When
        stack.restart();

        // Then
        Stack.await().until(() -> stack.client().get("/families").toString().contains(done));
        FamilyView view = stack.awaitEnd(family);
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(history(family)).isEqualTo(1 + EPOCHS);
    }

    @Test
    @Order(6)
    void storeThatIsAwayForAWhileOnlyDelays() {
        // Given
        String family = stack.submit(LONG_TUNING);
        awaitEpoch(family, 1);

        // When
        stack.processes().process("store").kill();
        Stack.await()
                .until(
                        () -> stack.client().get("/families/" + family),
                        f -> f.path("jobs").size() > 0);

        // Then: it was started again
        FamilyView view = stack.awaitEnd(family);
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(history(family)).isEqualTo(1 + EPOCHS);
    }

    @Test
    @Order(7)
    void jobWhoseDatasetWasLostIsTriedAgainWhenItIsBackAndItsModelsAreThoseOfAnUndisturbedFamily(@TempDir Path folder)
            throws IOException {
        // Given
        Path zip = folder.resolve("lost.zip");
        Pictures.zip(zip, List.of("cat", "dog"), 20);
        stack.client().put("/datasets/lost", zip, () -> Files.newInputStream(zip));
        Map<String, String> request = new HashMap<>(SHORT);
        request.put("dataset: {name: synthetic-shapes, train_images: 200, test_images: 100}", "dataset: lost");
        String disturbed;
        try (ArtefactStore store = stack.store()) {
            String archive = store.list("datasets/lost/").stream()
                    .map(ArtefactStore.Stat::key)
                    .filter(key -> !key.endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            byte[] images = store.read(archive).orElseThrow();
            store.delete(archive);
            disturbed = stack.submit(request);
            FamilyView failed = stack.awaitEnd(disturbed);
            assertThat(failed.state()).isEqualTo(FamilyView.State.FAILED);
            assertThat(failed.error()).contains(archive);

            // When
            store.put("images", archive, images);
            stack.client().post("/jobs/" + disturbed + "/distill/retry", "application/json", new byte[0]);
        }

        // Then
        FamilyView view = stack.awaitEnd(disturbed);
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        String undisturbed = stack.submit(request);
        assertThat(stack.awaitEnd(undisturbed).state()).isEqualTo(FamilyView.State.DONE);
        assertThat(weights(disturbed)).isNotBlank().isEqualTo(weights(undisturbed));
    }

    /** As a container's limit would, but that refuses instead of killing: what the worker has is left to it, and a little more. */
    @Test
    @Order(8)
    void trainingThatFindsNoMemoryFailsWithTheRemedyAndItsWorkerLives() throws Exception {
        // Given: a tuner that has loaded PyTorch, and a step of two gigabytes
        assertThat(stack.awaitEnd(stack.submit(SHORT)).state()).isEqualTo(FamilyView.State.DONE);
        JavaProcess tuner = stack.processes().process("tuner");
        String family;
        limitMemory(tuner, Long.toString(addressSpace(tuner) + (400L << 20)));
        try {
            family = stack.submit(Map.of(
                    "auxiliary: {dim: 24, heads: 2, patch_size: 8, repeats: [2, 1]}",
                    "auxiliary: {dim: 192, heads: 3, patch_size: 4, repeats: [2, 1]}",
                    "targets: [2, 4, {max_parameters: 60000}]",
                    "targets: [12]",
                    "tuning: {epochs: 2, batch_size: 40}",
                    "tuning: {epochs: 1, batch_size: 200}",
                    "baselines: {scratch: {epochs: 2}}",
                    "baselines: {}"));

            // When
            FamilyView failed = stack.awaitEnd(family);

            // Then
            assertThat(failed.state()).isEqualTo(FamilyView.State.FAILED);
            assertThat(stack.job(family, "tune/L12").troubles().error())
                    .contains("the memory of cpu is used up", "'accumulation'", "'batch_size'");
            assertThat(stack.processes().process("tuner").pid()).isEqualTo(tuner.pid());
        } finally {
            // Others have this stack after it.
            if (tuner.alive()) {
                limitMemory(tuner, "unlimited");
            }
        }

        // When
        stack.client().post("/jobs/" + family + "/tune/L12/retry", "application/json", new byte[0]);

        // Then
        FamilyView view = stack.awaitEnd(family);
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(tuner.alive()).isTrue();
    }

    private static void limitMemory(JavaProcess process, String bytes) throws Exception {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--as=" + bytes + ":")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    private static long addressSpace(JavaProcess process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmSize:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    private static String weights(String family) {
        JsonNode files =
                stack.client().get("/families/" + family + "/models/L02").get("files");
        for (JsonNode file : files) {
            if (file.get("name").asText().equals("model.safetensors")) {
                return file.get("sha256").asText();
            }
        }
        throw new AssertionError("no weights among " + files);
    }

    private static void awaitEpoch(String family, int epoch) {
        Stack.await().until(() -> {
            JobView job = stack.job(family, "tune/L04");
            TrainingPoint point = job == null ? null : job.progress();
            return point != null && point.position().epoch() >= epoch;
        });
    }

    /** Epochs in the model's history, the evaluation before the first among them. */
    private static int history(String family) {
        return stack.client()
                .get("/families/" + family + "/models/L04")
                .get("history")
                .size();
    }

    private static Set<String> withRecords(Set<String> topics) {
        Set<String> found = new TreeSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.processes().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            for (String topic : topics) {
                Map<TopicPartition, Long> ends = new HashMap<>();
                consumer.partitionsFor(topic, Duration.ofSeconds(10))
                        .forEach(p ->
                                ends.putAll(consumer.endOffsets(List.of(new TopicPartition(topic, p.partition())))));
                if (ends.values().stream().mapToLong(Long::longValue).sum() > 0) {
                    found.add(topic);
                }
            }
        }
        return found;
    }
}
