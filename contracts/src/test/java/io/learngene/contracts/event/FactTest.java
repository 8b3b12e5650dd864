package io.learngene.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ResultSummary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactTest {

    private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");
    private static final String JOB = "pets-1a2b3c4d/tune/L09";
    private static final String FAMILY = "pets-1a2b3c4d";

    static Stream<Fact> facts() {
        return Stream.of(
                new Fact.JobStarted(JOB, FAMILY, 1, "w", AT),
                new Fact.JobRetried(JOB, FAMILY, 1, "broken", 2.5, AT),
                new Fact.JobReleased(JOB, FAMILY, 1, "w", "shutdown", AT),
                new Fact.JobWarned(JOB, FAMILY, 1, "checkpoint passed over", AT),
                new Fact.JobSucceeded(
                        JOB,
                        FAMILY,
                        "families/pets-1a2b3c4d/models/L09/model.json",
                        "0".repeat(64),
                        new ResultSummary.Generated(List.of(), List.of()),
                        AT),
                new Fact.JobFailed(JOB, FAMILY, 3, "given up", AT),
                new Fact.JobCancelled(JOB, FAMILY, AT));
    }

    @ParameterizedTest
    @MethodSource("facts")
    void factIsReadAsItWasWritten(Fact fact) {
        // When, then
        assertThat(Json.read(Json.write(fact), Fact.class)).isEqualTo(fact);
    }

    @ParameterizedTest
    @MethodSource("facts")
    void typeIsTheNameInItsJson(Fact fact) {
        // When
        String json = new String(Json.write(fact), StandardCharsets.UTF_8);

        // Then
        String name = fact.type().replaceFirst("io\\.learngene\\.", "").replaceFirst("\\.v\\d+$", "");
        assertThat(json).contains("\"fact\":\"" + name + "\"").doesNotContain("\"type\"", "\"id\"");
    }

    @Test
    void idsOfDifferentFactsOfOneJobDiffer() {
        // When, then
        assertThat(facts().map(Fact::id)).doesNotHaveDuplicates().allMatch(id -> id.startsWith(JOB + "/"));
    }

    @Test
    void sameFactToldTwiceHasTheSameId() {
        // When, then
        assertThat(facts().map(Fact::id).toList())
                .isEqualTo(facts().map(Fact::id).toList());
        assertThat(new Fact.JobWarned(JOB, FAMILY, 1, "a", AT).id())
                .isEqualTo(new Fact.JobWarned(JOB, FAMILY, 1, "a", AT.plusSeconds(5)).id())
                .isNotEqualTo(new Fact.JobWarned(JOB, FAMILY, 1, "b", AT).id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"fact\": \"job.exploded\", \"job\": \"a/distill\", \"family\": \"a\", \"at\": \"2026-11-26T12:00:00Z\"}",
                "{\"fact\": \"job.cancelled\", \"family\": \"a\", \"at\": \"2026-11-26T12:00:00Z\"}",
                "{\"fact\": \"job.cancelled\", \"job\": \"a/distill\", \"family\": \"../a\", \"at\": \"2026-11-26T12:00:00Z\"}",
                "{\"fact\": \"job.cancelled\", \"job\": \"a/distill\", \"family\": \"a\", \"at\": \"yesterday\"}",
                "{\"fact\": \"job.cancelled\", \"job\": \"a/distill\", \"family\": \"a\"}"
            })
    void whatIsNoFactIsRefused(String json) {
        // When, then
        assertThatThrownBy(() -> Json.read(json.getBytes(StandardCharsets.UTF_8), Fact.class))
                .isInstanceOf(InvalidFieldException.class);
    }

    /** Of one key the compacted topic keeps the newest alone. */
    @Test
    void deletionIsACancellationWhosePlaceNoOtherTakes() {
        // Given
        Cancellation deletion = new Cancellation(FAMILY, AT, true);
        Cancellation plain = new Cancellation(FAMILY, AT);

        // When / Then
        assertThat(deletion.key()).isNotEqualTo(plain.key());
        assertThat(plain.key()).isEqualTo(FAMILY);
        assertThat(deletion.covers(JOB, FAMILY)).isTrue();
        assertThat(Json.read(Json.write(deletion), Cancellation.class)).isEqualTo(deletion);
        assertThat(new String(Json.write(plain), StandardCharsets.UTF_8))
                .as("as it was before there were deletions")
                .doesNotContain("deleted");
    }

    @Test
    void cancellationCoversItsJobOrItsWholeFamilyAndNoNeighbour() {
        // When, then
        assertThat(new Cancellation(FAMILY, AT).covers(JOB, FAMILY)).isTrue();
        assertThat(new Cancellation(JOB, AT).covers(JOB, FAMILY)).isTrue();
        assertThat(new Cancellation(JOB, AT).covers(FAMILY + "/tune/L0", FAMILY))
                .isFalse();
        assertThat(new Cancellation("pets", AT).covers(JOB, FAMILY)).isFalse();
    }
}
