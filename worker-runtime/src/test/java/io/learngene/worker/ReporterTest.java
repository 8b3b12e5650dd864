package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.engine.training.Pace;
import io.learngene.engine.training.Progress;
import io.learngene.runtime.job.JobStoppedException;
import io.learngene.runtime.job.StopSignal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReporterTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Job<JobSpec> JOB = TestRun.job(NOW);

    @TempDir
    Path folder;

    private TestRun run;
    private Reporter reporter;

    @BeforeEach
    void report() {
        run = new TestRun(JOB.id(), "1", folder);
        reporter = new Reporter(JOB, run, InstantSource.fixed(NOW), "tuning", new Pace(100, 25, 1));
    }

    @Test
    void progressIsAPointOfTheJob() {
        // When
        reporter.progress(new Progress(1, 4, 30, 100, 1.5, 1e-3, 800.0, 95.0));

        // Then
        assertThat(run.points())
                .containsExactly(new TrainingPoint(
                        JOB.id(),
                        JOB.family(),
                        1,
                        "tuning",
                        new Position(1, 4, 30, 100),
                        new Readings(1.5, 1e-3, 800.0, 95.0),
                        Scores.NONE,
                        NOW));
    }

    @Test
    void endOfAnEpochHasItsScoresAndItsShareOfTheSteps() {
        // When
        reporter.epoch(epoch(1));

        // Then
        TrainingPoint point = run.points().get(0);
        assertThat(point.evaluated()).isEqualTo(epoch(1).evaluated());
        assertThat(point.position().step()).isEqualTo(25);
        assertThat(run.warnings()).isEmpty();
    }

    @Test
    void firstStepIsReportedWithoutAGuessOfTheRest() {
        // When
        reporter.steps(0, 1);

        // Then
        assertThat(run.points().get(0).position().step()).isEqualTo(1);
        assertThat(run.points().get(0).readings().etaSeconds()).isNull();
    }

    @Test
    void imagesThatAreReadAreCounted() {
        // When
        Reporter.ofData(JOB, run, InstantSource.fixed(NOW)).images(500, 2_000);

        // Then
        TrainingPoint point = run.points().get(0);
        assertThat(point.phase()).isEqualTo(TrainingPoint.DATA);
        assertThat(point.position().step()).isEqualTo(500);
        assertThat(point.position().steps()).isEqualTo(2_000);
    }

    @Test
    void readingEndsWhenTheJobHasToStop() {
        // Given
        Reporter data = Reporter.ofData(JOB, run, InstantSource.fixed(NOW));
        data.alive();

        // When
        run.stop().request(StopSignal.Reason.CANCELLED);

        // Then
        assertThatThrownBy(data::alive).isInstanceOf(JobStoppedException.class);
        assertThatThrownBy(() -> data.images(500, 2_000)).isInstanceOf(JobStoppedException.class);
    }

    @Test
    void brokenImagesAreAWarning() {
        // When
        Reporter.ofData(JOB, run, InstantSource.fixed(NOW)).warning("3 broken images of set.zip are skipped");

        // Then
        assertThat(run.warnings()).containsExactly("dataset: 3 broken images of set.zip are skipped");
    }

    @Test
    void trainingThatBeginsAnewThoughThereWereCheckpointsIsAWarning() {
        // Given
        reporter.checkpointPassedOver("checkpoint-2", "it is truncated");
        reporter.checkpointPassedOver("checkpoint-1", "it is truncated");

        // When
        reporter.epoch(epoch(0));

        // Then
        assertThat(run.warnings()).hasSize(3).last().asString().contains("tuning begins anew", "2 passed over");
    }

    @Test
    void trainingThatGoesOnFromAnOlderCheckpointIsNotSaidToBeginAnew() {
        // Given
        reporter.checkpointPassedOver("checkpoint-2", "it is truncated");

        // When
        reporter.epoch(epoch(2));

        // Then
        assertThat(run.warnings()).singleElement().asString().contains("checkpoint-2", "it is truncated");
    }

    private static EpochResult epoch(int epoch) {
        return new EpochResult(epoch, 1.5, 1e-3, 1.4, Scores.ofClassifier(0.5, 0.9), 12.5);
    }
}
