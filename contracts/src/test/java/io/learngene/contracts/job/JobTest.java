package io.learngene.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.family.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobTest {

    private static final Instant THEN = Instant.parse("2026-11-26T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    /** Any work. */
    @JsonTypeName("work")
    private record Work(String path) implements JobSpec {
        @Override
        public String kind() {
            return "work";
        }

        @Override
        public String resultKey(String family) {
            return "results/" + family + "/" + path;
        }
    }

    @Test
    void jobThatNobodyAskedForAgainLooksAsBefore() {
        // When
        JsonNode written = Json.mapper()
                .valueToTree(Job.first("toy-1", THEN, new Work("a")).after(2, 1));

        // Then
        assertThat(written.properties())
                .extracting(field -> field.getKey())
                .containsExactly("family", "attempt", "failures", "queued_at", "spec");
    }

    @Test
    void recordFromBeforeJobsWereAskedForAgainIsReadAsOne() {
        // Given
        String before = "{\"family\": \"toy-1\", \"attempt\": 2, \"failures\": 1,"
                + " \"queued_at\": \"2026-11-26T12:00:00Z\", \"spec\": {\"kind\": \"work\", \"path\": \"a\"}}";

        // When
        Job<Work> read = Json.mapper()
                .convertValue(
                        Json.read(before.getBytes(StandardCharsets.UTF_8), JsonNode.class), new TypeReference<>() {});

        // Then
        assertThat(read).isEqualTo(new Job<>("toy-1", 2, 1, 0, Priority.NORMAL, null, THEN, new Work("a")));
    }

    @Test
    void jobThatIsAskedForAgainHasAllItsAttemptsBeforeItAndKeepsWhatItOverrules() {
        // When
        Job<Work> again = Job.first("toy-1", THEN, new Work("a")).after(3, 3).again(5, NOW);

        // Then
        assertThat(again).isEqualTo(new Job<>("toy-1", 5, 0, 5, Priority.NORMAL, null, NOW, new Work("a")));
        assertThat(again.after(6, 1)).isEqualTo(new Job<>("toy-1", 6, 1, 5, Priority.NORMAL, null, NOW, new Work("a")));
    }

    @Test
    void everyFurtherRecordOfAJobHasItsPriority() {
        // Given
        Job<Work> job = Job.first("toy-1", THEN, new Work("a")).with(Priority.LOW);

        // When / Then
        assertThat(List.of(job.after(1, 1), job.again(2, NOW)))
                .extracting(Job::priority)
                .containsOnly(Priority.LOW);
    }

    @Test
    void onlyAnAttemptThatWasMadeIsOverruled() {
        assertThatThrownBy(() -> new Job<>("toy-1", 1, 0, 2, Priority.NORMAL, null, NOW, new Work("a")))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("overruled");
    }
}
