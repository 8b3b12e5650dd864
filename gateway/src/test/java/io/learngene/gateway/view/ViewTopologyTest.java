package io.learngene.gateway.view;

import static io.learngene.gateway.view.Samples.DISTILL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.view.JobView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class ViewTopologyTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Skipped skipped = new Skipped(metrics);

    @Test
    void recordOfAnotherVersionBeginsAnewAndIsCounted() {
        // Given
        byte[] newer = "{\"record\": \"job\", \"job\": \"x\", \"state\": \"hibernating\"}".getBytes(UTF_8);

        // When
        byte[] folded = ViewTopology.fold(DISTILL, Json.write(Samples.started(DISTILL, 1, 1)), newer, skipped);

        // Then
        JobState job = (JobState) Json.read(folded, ViewRecord.class);
        assertThat(job.state()).isEqualTo(JobView.State.RUNNING);
        assertThat(skippedFor("record")).isEqualTo(1);
    }

    @Test
    void observationOfAnotherVersionChangesNothingAndIsCounted() {
        // Given
        byte[] before = Json.write(JobState.unknown(DISTILL));

        // When
        byte[] folded = ViewTopology.fold(DISTILL, "{\"seen\": \"dreamt\"}".getBytes(UTF_8), before, skipped);

        // Then
        assertThat(folded).isSameAs(before);
        assertThat(skippedFor("observation")).isEqualTo(1);
    }

    @Test
    void factThatNobodyForesawIsUnreadableAndNoEndOfTheView() {
        // When
        ViewTopology.Reading reading = ViewTopology.reading(
                Json.write(new Fact.JobStarted("no-slash", Samples.FAMILY, 1, "w", Samples.at(1))),
                bytes -> new Observation.Happened(Json.read(bytes, Fact.class)));

        // Then
        assertThat(reading.observation()).isNull();
        assertThat(reading.complaint()).contains("no-slash");
    }

    @Test
    void deadLetterOfALargeRecordIsItsHead() {
        // Given
        byte[] garbage = new byte[1_048_400];
        RecordHeaders headers = new RecordHeaders();
        headers.add("large", new byte[100_000]);
        Record<String, ViewTopology.Reading> record = new Record<>(
                "k".repeat(100_000), new ViewTopology.Reading(null, garbage, "c".repeat(100_000)), 0, headers);

        // When
        Record<String, byte[]> dead = new DeadLetters("topic").of(record);

        // Then
        assertThat(dead.value()).hasSize(64 << 10);
        assertThat(dead.key()).hasSize(1_000);
        assertThat(new String(dead.headers().lastHeader("dead-letter-size").value(), UTF_8))
                .isEqualTo("1048400");
        assertThat(dead.headers().lastHeader("large")).isNull();
        assertThat(dead.headers().lastHeader("dead-letter-reason").value()).hasSize(1_000);
    }

    @Test
    void deadLetterOfAFactThatSaysNothingIsEmptyAndSaysWhy() {
        // Given
        ViewTopology.Reading nothing =
                ViewTopology.reading(null, bytes -> new Observation.Happened(Json.read(bytes, Fact.class)));

        // When
        Record<String, byte[]> dead = new DeadLetters("topic").of(new Record<>(null, nothing, 0, new RecordHeaders()));

        // Then
        assertThat(dead.value()).isEmpty();
        assertThat(new String(dead.headers().lastHeader("dead-letter-reason").value(), UTF_8))
                .contains("give a JSON object");
    }

    @Test
    void onlyWhatNoBrokerTakesIsLeftOut() {
        // Given
        SkippingProducer handler = new SkippingProducer();
        handler.configure(Map.of(SkippingProducer.SKIPPED, skipped));
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("topic", new byte[1]);

        // When
        var tooLarge = handler.handleError(new Context(), record, new RecordTooLargeException("3 MB"));
        var away = handler.handleError(new Context(), record, new TimeoutException("away"));

        // Then
        assertThat(tooLarge.result()).isEqualTo(ProductionExceptionHandler.Result.RESUME);
        assertThat(away.result()).isEqualTo(ProductionExceptionHandler.Result.FAIL);
        assertThat(skippedFor("too-large")).isEqualTo(1);
    }

    private double skippedFor(String reason) {
        return metrics.get("learngene.view.skipped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private record Context() implements ErrorHandlerContext {
        @Override
        public String topic() {
            return "source";
        }

        @Override
        public int partition() {
            return 0;
        }

        @Override
        public long offset() {
            return 7;
        }

        @Override
        public RecordHeaders headers() {
            return new RecordHeaders();
        }

        @Override
        public String processorNodeId() {
            return "node";
        }

        @Override
        public TaskId taskId() {
            return new TaskId(0, 0);
        }

        @Override
        public long timestamp() {
            return 0;
        }

        @Override
        public byte[] sourceRawKey() {
            return new byte[0];
        }

        @Override
        public byte[] sourceRawValue() {
            return new byte[0];
        }
    }
}
