package io.learngene.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Its programs are run in processes of their own, so it is public. */
public class RunningStackTest {

    @TempDir
    private Path state;

    private final List<Process> started = new ArrayList<>();

    /** Runs until it is killed. */
    public static final class Idle {
        public static void main(String[] args) throws InterruptedException {
            Thread.currentThread().join();
        }
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void stackIsFoundAsItWasWritten() throws IOException {
        // Given
        Process owner = idle();
        RunningStack stack =
                stack(owner, Map.of("tuner", 7L), Map.of("tuner", new Restarts(2, Instant.EPOCH, "signal 9")));

        // When
        stack.write(state);

        // Then
        assertThat(RunningStack.find(state)).contains(stack);
        assertThat(state.resolve("stack.json.partial")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"pid\": \"x\"}", "{\"pid\": 99999999999999999999}"})
    void fileThatIsHalfWrittenOrAnothersIsNoStack(String text) throws IOException {
        // Given
        Files.writeString(state.resolve("stack.json"), text);

        // When
        // Then
        assertThat(RunningStack.find(state)).isEmpty();
    }

    @Test
    void fileOfAnOlderVersionHasNoRestarts() throws IOException {
        // Given
        Process owner = idle();
        String older =
                new String(Json.write(stack(owner, Map.of(), Map.of())), java.nio.charset.StandardCharsets.UTF_8);
        Files.writeString(state.resolve("stack.json"), older.replace(",\"restarts\":{}", ""));

        // When
        // Then
        assertThat(RunningStack.find(state).orElseThrow().restarts()).isEmpty();
    }

    @Test
    void stoppingEndsTheOwnerAndWhatItLeft() throws IOException {
        // Given: an owner that does not stop its parts
        Process owner = idle();
        Process part = idle();
        RunningStack stack = stack(owner, Map.of("tuner", part.pid()), Map.of());
        stack.write(state);

        // When
        stack.stop(state, Duration.ofSeconds(30));

        // Then
        assertThat(owner.toHandle().onExit()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(part.toHandle().onExit()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void processThatHasTheNumberOfAPartAndIsOlderIsLeftAlone() throws IOException {
        // Given: numbers come again
        Process other = idle();
        Process owner = idle();
        RunningStack stack = new RunningStack(
                owner.pid(),
                RunningStack.startOf(owner.toHandle()).plusSeconds(3600),
                "http://127.0.0.1:1",
                "127.0.0.1:2",
                "http://127.0.0.1:3",
                null,
                Map.of("tuner", other.pid()),
                Map.of());

        // When
        stack.stop(state, Duration.ofSeconds(1));

        // Then
        assertThat(other.isAlive()).isTrue();
        assertThat(owner.isAlive()).isTrue();
    }

    private static RunningStack stack(Process owner, Map<String, Long> processes, Map<String, Restarts> restarts) {
        return new RunningStack(
                owner.pid(),
                RunningStack.startOf(owner.toHandle()),
                "http://127.0.0.1:1",
                "127.0.0.1:2",
                "http://127.0.0.1:3",
                null,
                processes,
                restarts);
    }

    private Process idle() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Idle.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(process);
        return process;
    }
}
