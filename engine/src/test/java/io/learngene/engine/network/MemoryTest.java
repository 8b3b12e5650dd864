package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.torch.TestTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void trainingKeepsNoMemoryFromStepToStep() throws IOException {
        // Given
        assumeTrue(Files.exists(STATUS), "the system does not tell resident memory");
        int settled = 30;
        int steps = 150;
        ImageBatch images = Images.random(1, 48, 32, 10);
        // Few tokens cost little time; the weights have nearly as many bytes as the images, so that those would be seen
        // as well.
        NetworkSpec spec = NetworkSpec.of(new VitArchitecture(32, 16, 64, 2, 1, 10, null, null, null));

        // When
        double grownMb;
        try (Network network = Network.create(TestTorch.torch(), spec, RandomInitialisation.draw(spec, 0))) {
            train(network, images, settled);
            double before = residentMb();
            train(network, images, steps);
            grownMb = residentMb() - before;
        }

        // Then
        double imagesMb = images.parts().get(0).remaining() / 1048576.0;
        assertThat(grownMb)
                .as("MiB; a leak of nothing but the images would be " + imagesMb * steps)
                .isLessThan(imagesMb * steps / 2);
    }

    private static void train(Network network, ImageBatch images, int steps) {
        for (int i = 0; i < steps; i++) {
            network.step(images, new Objective.CrossEntropy(0), new StepSettings(1e-3, 0.05, 0, 0, i));
        }
    }

    private static double residentMb() throws IOException {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
