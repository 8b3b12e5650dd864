package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryTest {

    @Test
    void trainingKeepsNoMemoryFromStepToStep() {
        // Given
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "the system does not tell resident memory");
        int steps = 500;
        int batch = 16;

        // When
        TrainingBenchmark.Report report = TrainingBenchmark.train(
                Torch.cpu(), new TrainingBenchmark.Shape(48, 2, 2, 64, batch, Precision.FP32), steps);

        // Then
        double imagesMb = batch * 3 * 32 * 32 * 4 / 1048576.0;
        assertThat(report.rssGrowthMb())
                .as("MiB; a leak of nothing but the images would be " + imagesMb * (steps - 50))
                .isLessThan(imagesMb * (steps - 50) / 2);
    }
}
