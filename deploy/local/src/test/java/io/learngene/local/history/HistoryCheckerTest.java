package io.learngene.local.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.ResultSummary.Expected;
import io.learngene.contracts.event.Fact;
import io.learngene.local.history.History.Queued;
import io.learngene.local.history.HistoryChecker.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Made histories, right ones and one wrong one of each kind. */
class HistoryCheckerTest {

    private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(10), Duration.ofSeconds(30), file -> false);
    private static final String JOB = "f/expand/e1";
    private static final String KEY = "families/f/expansions/e1.json";
    private static final String FILE = "jobs/f/expand/e1/runs/0-1-x/model";

    private final List<Queued> queued = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> points = new ArrayList<>();
    private final Set<String> deadLetters = new HashSet<>();
    private final Map<String, byte[]> manifests = new HashMap<>();
    private final Set<String> files = new HashSet<>();

    @Test
    void jobThatSucceedsAtOnceIsRight() {
        // Given
        queued(0, 0, 0);
        started(1, 1);
        succeeds(2);

        // When, then
        assertThat(wrong()).isEmpty();
    }

    @Test
    void everyOtherWayToAnEndIsRight() {
        // Given: it fails, dies, is given back, fails for good, is asked for again, succeeds, and is told again
        queued(0, 0, 0);
        started(1, 1);
        facts.add(new Fact.JobRetried(JOB, "f", 1, "away", 1, at(2)));
        queued(1, 0, 0);
        started(2, 3);
        started(3, 40);
        facts.add(new Fact.JobReleased(JOB, "f", 3, "w", "ends", at(41)));
        queued(2, 0, 0);
        started(3, 42);
        failed(3, 43);
        deadLetters.add(JOB);
        queued(3, 3, 200);
        started(4, 201);
        succeeds(202);
        succeeds(300);
        points.addAll(List.of("a", "b"));

        // When, then
        assertThat(wrong()).isEmpty();
    }

    @Test
    void jobThatFailedMayKeepItsCheckpoints() {
        // Given
        queued(0, 0, 0);
        started(1, 1);
        failed(1, 2);
        deadLetters.add(JOB);
        files.add("jobs/f/expand/e1/runs/0-1-x/checkpoints/tuning/checkpoint-1");

        // When, then
        assertThat(wrong()).isEmpty();
    }

    @Test
    void twoRecordsMayBeWorkedOnSideBySide() {
        // Given: a worker died between queueing the second attempt and giving its record up
        queued(0, 0, 0);
        queued(1, 0, 0);
        started(1, 1);
        started(2, 2);
        started(2, 3);
        started(3, 4);
        started(2, 5);
        succeeds(6);
        started(4, 7);
        succeeds(8);

        // When, then
        assertThat(wrong()).isEmpty();
    }

    @Test
    void lostJobIsFound() {
        // Given
        queued(0, 0, 0);
        started(1, 1);

        // When, then
        assertThat(wrong()).singleElement().asString().startsWith(JOB + ": was accepted and has no end");
    }

    @Test
    void jobThatWasAskedForAgainInVainIsFound() {
        // Given
        queued(0, 0, 0);
        failed(1, 2);
        deadLetters.add(JOB);
        queued(1, 1, 3);

        // When, then
        assertThat(wrong()).singleElement().asString().startsWith(JOB + ": was accepted and has no end");
    }

    @Test
    void attemptsThatCountDownAreFound() {
        // Given
        queued(0, 0, 0);
        started(2, 1);
        started(1, 2);
        succeeds(3);

        // When, then
        assertThat(wrong()).singleElement().asString().contains("attempts do not count up: [2, 1] of 1 records");
    }

    @Test
    void secondResultIsFound() {
        // Given
        queued(0, 0, 0);
        succeeds(1);
        facts.add(new Fact.JobSucceeded(JOB, "f", KEY, Sha256.of(new byte[1]), generated(), at(2)));

        // When, then
        assertThat(wrong())
                .anySatisfy(each -> assertThat(each).startsWith(JOB + ": has 2 results"))
                .anySatisfy(each -> assertThat(each).contains("is not the one that was told"));
    }

    @Test
    void resultThatIsNotThereIsFound() {
        // Given
        queued(0, 0, 0);
        succeeds(1);
        manifests.remove(KEY);
        files.clear();

        // When, then
        assertThat(wrong()).containsExactly(JOB + ": its result " + KEY + " is told and not there");
    }

    @Test
    void attemptThatBeginsLongAfterTheEndIsFound() {
        // Given
        queued(0, 0, 0);
        succeeds(1);
        started(2, 60);

        // When, then
        assertThat(wrong()).singleElement().asString().contains("io.learngene.job.started.v1 at");
    }

    @Test
    void failureLongAfterTheSuccessIsFound() {
        // Given
        queued(0, 0, 0);
        succeeds(1);
        failed(1, 60);
        deadLetters.add(JOB);

        // When, then
        assertThat(wrong()).singleElement().asString().contains("io.learngene.job.failed.v1 at");
    }

    @Test
    void failureThatCannotBeAskedForAgainIsFound() {
        // Given
        queued(0, 0, 0);
        failed(1, 1);

        // When, then
        assertThat(wrong()).containsExactly(JOB + ": failed and is not among the dead letters");
    }

    @Test
    void jobThatTakesTooLongIsFound() {
        // Given
        queued(0, 0, 0);
        succeeds(601);

        // When, then
        assertThat(wrong()).containsExactly(JOB + ": took 601 s to its end, more than 600");
    }

    @Test
    void followerThatWasForgottenIsFound() {
        // Given: one is due, another follows from it
        queued(0, 0, 0);
        Expected due = new Expected("tune/L02", "tune", "models", "L02", null, 1, null, null);
        Expected later = new Expected("tune/L03", "tune", "models", "L03", "tune/L02", 1, null, null);
        succeeds(1, new ResultSummary.Generated(List.of(), List.of(due, later)));

        // When, then
        assertThat(wrong()).containsExactly("f/tune/L02: follows from " + JOB + " and was never queued");
    }

    @Test
    void factOfAJobThatNobodyQueuedIsFound() {
        // Given
        started(1, 1);

        // When, then
        assertThat(wrong()).containsExactly(JOB + ": facts of a job that nobody queued");
    }

    @Test
    void pointThatWasToldTwiceIsFound() {
        // Given
        points.addAll(List.of("a", "b", "a"));

        // When, then
        assertThat(wrong()).containsExactly("training point a was told 2 times");
    }

    @Test
    void orphanIsFoundUnlessItMayRemain() {
        // Given
        String orphan = "jobs/f/expand/e1/runs/0-2-y/model";
        queued(0, 0, 0);
        succeeds(1);
        files.add(orphan);

        // When, then
        assertThat(wrong()).containsExactly(orphan + ": no manifest names it");
        assertThat(HistoryChecker.check(history(), new Limits(LIMITS.perJob(), LIMITS.overlap(), orphan::equals)))
                .isEmpty();
    }

    @Test
    void checkpointOfAJobThatSucceededIsAnOrphan() {
        // Given
        queued(0, 0, 0);
        succeeds(1);
        files.add("jobs/f/expand/e1/runs/0-2-y/checkpoints/tuning/checkpoint-1");

        // When, then
        assertThat(wrong()).singleElement().asString().endsWith("checkpoint-1: no manifest names it");
    }

    @Test
    void fileThatAManifestNamesAndIsGoneIsFound() {
        // Given
        queued(0, 0, 0);
        succeeds(1);
        files.clear();

        // When, then
        assertThat(wrong()).containsExactly(FILE + ": a manifest names it and it is not there");
    }

    private List<String> wrong() {
        return HistoryChecker.check(history(), LIMITS);
    }

    private History history() {
        return new History(queued, facts, points, deadLetters, manifests, files);
    }

    private void queued(int attempt, int overruled, int second) {
        queued.add(new Queued(JOB, attempt, overruled, at(second)));
    }

    private void started(int attempt, int second) {
        facts.add(new Fact.JobStarted(JOB, "f", attempt, "w", at(second)));
    }

    private void failed(int attempt, int second) {
        facts.add(new Fact.JobFailed(JOB, "f", attempt, "one class only", at(second)));
    }

    private void succeeds(int second) {
        succeeds(second, generated());
    }

    private void succeeds(int second, ResultSummary summary) {
        byte[] manifest = ("{\"files\": [{\"key\": \"" + FILE + "\"}]}").getBytes(UTF_8);
        manifests.put(KEY, manifest);
        files.add(FILE);
        facts.add(new Fact.JobSucceeded(JOB, "f", KEY, Sha256.of(manifest), summary, at(second)));
    }

    private static ResultSummary generated() {
        return new ResultSummary.Generated(List.of(), List.of());
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
