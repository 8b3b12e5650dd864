package io.learngene.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.learngene.gateway.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an upload holds, it passes for a TorchScript file or is refused as none, and nothing of it is unpacked. */
class TorchScriptFuzzTest {

    @TempDir
    static Path folder;

    static Stream<byte[]> seeds() {
        return Stream.of(
                Archives.zip(List.of("m/constants.pkl", "m/code/a.py")),
                Archives.zip(List.of("m/data.pkl", "m/data/0")));
    }

    @Timeout(60)
    @MethodSource("seeds")
    @FuzzTest
    void passesOrIsRefused(byte[] upload) throws IOException {
        // Given
        Path file = Files.write(folder.resolve("upload"), upload);

        // When
        try {
            assertThat(TorchScriptArchive.heap(file)).isNotNegative();
            TorchScriptArchive.check("model.torchscript", file);
        } catch (ProblemException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }

        // Then
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }
}
