package io.learngene.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignProgramTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void programEndsWithTheProcessThatItBelongsTo() {
        // Given
        JavaProcess process = start("sleep", "1000");
        ProcessHandle program = await().atMost(PATIENCE)
                .until(
                        () -> ProcessHandle.of(process.pid())
                                .flatMap(p -> p.children().findFirst()),
                        Optional::isPresent)
                .orElseThrow();

        // When
        process.stop(PATIENCE);

        // Then
        await().atMost(PATIENCE).until(() -> !program.isAlive());
    }

    @Test
    void endOfTheProgramIsTheEndOfTheProcess() {
        // Given
        JavaProcess process = start("sh", "-c", "echo went wrong; exit 7");

        // When
        await().atMost(PATIENCE).until(() -> !process.alive());

        // Then
        assertThat(process.ending()).contains("exit code 7", "went wrong");
    }

    private JavaProcess start(String... command) {
        return JavaProcess.start(new JavaProcess.Command(
                "program",
                List.of(),
                ForeignProgram.class.getName(),
                List.of("-Xmx16m"),
                List.of(command),
                Map.of(),
                folder.resolve("program.log")));
    }
}
