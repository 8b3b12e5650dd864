package io.learngene.engine.data.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What is done to every archive from outside, and what has to hold whatever it is. */
final class Intake {

    private static final DatasetLimits LIMITS = new DatasetLimits(200, 1 << 20, 1 << 24, 100, 1 << 16, 0.5, 16 << 20);

    private Intake() {}

    /**
     * @param archive an archive, the only file in its folder
     * @param folder its folder
     * @throws IOException if it is neither read nor refused for what it holds
     */
    static void read(Path archive, Path folder) throws IOException {
        Path scratch = Files.createDirectories(folder.resolve("scratch"));
        try {
            DatasetReader.Inspection inspection = DatasetReader.inspect(archive, LIMITS);
            Dataset dataset =
                    DatasetReader.read(archive, Preprocessing.whole(32), LIMITS, DataProgress.SILENT, scratch);
            // What is broken is skipped, and nothing is found that was not promised.
            int promised = inspection.train().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            if (inspection.multiLabel() == null && !inspection.format().contains("cifar10")) {
                assertThat(dataset.train().size()).isBetween(1, promised);
            }
        } catch (DatasetException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(archive, scratch);
        }
        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }
}
