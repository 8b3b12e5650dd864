package io.learngene.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.stack.JavaProcess;
import io.learngene.stack.StackException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its programs are run in processes of their own, so it is public. */
public class SupervisorTest {

    /** The first pause, with the fifth that chance may add. */
    private static final Duration AT_MOST = Duration.ofMillis(1_200);

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-25T12:00:00Z");
    private final List<String> log = new ArrayList<>();
    private final List<JavaProcess> started = new ArrayList<>();
    private final Supervisor supervisor = new Supervisor(Supervisor.PAUSES, () -> now, log::add, () -> {});

    /** Runs until it is killed. */
    public static final class Idle {
        public static void main(String[] args) throws InterruptedException {
            Thread.currentThread().join();
        }
    }

    /** Asks for more memory than there is. */
    public static final class Greedy {
        public static void main(String[] args) {
            List<byte[]> all = new ArrayList<>();
            while (true) {
                all.add(new byte[1 << 20]);
            }
        }
    }

    @AfterEach
    void stop() {
        started.forEach(JavaProcess::kill);
    }

    @Test
    void partThatWasKilledIsStartedAgainAndTheOtherIsLeftAlone() {
        // Given
        supervisor.launch(part("tuner", Idle.class));
        supervisor.launch(part("gateway", Idle.class));
        long killed = supervisor.process("tuner").pid();
        long other = supervisor.process("gateway").pid();

        // When
        supervisor.process("tuner").kill();
        supervisor.look();
        assertThat(supervisor.process("tuner").alive()).as("pause").isFalse();
        pass(AT_MOST);

        // Then
        assertThat(supervisor.process("tuner").alive()).isTrue();
        assertThat(supervisor.processes()).doesNotContainEntry("tuner", killed).containsEntry("gateway", other);
        assertThat(supervisor.restarts())
                .containsEntry("tuner", new Restarts(1, now, "signal 9"))
                .containsEntry("gateway", Restarts.NONE);
        assertThat(log).hasSize(2);
        assertThat(log.get(0)).contains("the tuner ended by itself and starts again in 1 s; signal 9");
        assertThat(log.get(1)).contains("the tuner was started again", "restart 1");
    }

    @Test
    void partThatRanOutOfMemoryIsStartedAgainAndTheReasonIsKept() {
        // Given
        supervisor.launch(part("gateway", Greedy.class));
        await().until(() -> !supervisor.process("gateway").alive());

        // When
        supervisor.look();
        pass(AT_MOST);

        // Then
        Restarts restarts = supervisor.restarts().get("gateway");
        assertThat(restarts.count()).isEqualTo(1);
        assertThat(restarts.reason()).contains("exit code 3", "OutOfMemoryError");
    }

    @Test
    void pauseDoublesToAMinuteWhileAPartDoesNotStart() {
        // Given
        supervisor.launch(failing("broker"));
        supervisor.process("broker").kill();

        // When
        supervisor.look();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int told = log.size();
            long seconds = 0;
            while (log.size() == told && seconds < 1_000) {
                pass(Duration.ofSeconds(1));
                seconds++;
            }
            pauses.add(seconds);
        }

        // Then
        List<Long> middles = List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        for (int i = 0; i < middles.size(); i++) {
            assertThat(pauses.get(i) / (double) middles.get(i)).isBetween(0.8, 1.2 + 1.0 / middles.get(i));
        }
        assertThat(log.get(log.size() - 1))
                .containsPattern("the broker ended by itself and starts again in (4[89]|[56]\\d|7[0-2]) s;"
                        + " could not be started: the port is taken");
        assertThat(supervisor.restarts().get("broker").count()).isZero();
    }

    @Test
    void pauseIsShortAgainForAPartThatRanWell() {
        // Given: a part that ended twice at once
        supervisor.launch(part("tuner", Idle.class));
        for (Duration pause : List.of(AT_MOST, AT_MOST.multipliedBy(2))) {
            supervisor.process("tuner").kill();
            supervisor.look();
            pass(pause);
        }

        // When
        now = now.plus(Supervisor.WELL);
        supervisor.process("tuner").kill();
        supervisor.look();

        // Then
        assertThat(log.stream().filter(line -> line.contains("starts again")))
                .extracting(line -> line.replaceAll(".*starts again in (\\d+) s.*", "$1"))
                .containsExactly("1", "2", "1");
    }

    @Test
    void nothingIsStartedAfterTheEnd() {
        // Given
        supervisor.launch(part("tuner", Idle.class));
        supervisor.process("tuner").kill();
        supervisor.look();

        // When
        supervisor.close();
        pass(AT_MOST);

        // Then
        assertThat(supervisor.process("tuner").alive()).isFalse();
        assertThatThrownBy(() -> supervisor.launch(part("gateway", Idle.class)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("being stopped");
    }

    @Test
    void watchedPartIsStartedAgainByItself() {
        // Given: a pause that is over at once
        Supervisor watching = new Supervisor(Supervisor.PAUSES, () -> now = now.plusSeconds(1), log::add, () -> {});
        watching.launch(part("tuner", Idle.class));
        long killed = watching.process("tuner").pid();
        watching.watch();

        // When
        watching.process("tuner").kill();

        // Then
        await().until(() -> watching.process("tuner").pid() != killed);
        watching.close();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        supervisor.look();
    }

    private Part part(String name, Class<?> program) {
        return part(name, () -> {
            JavaProcess process = JavaProcess.start(new JavaProcess.Command(
                    name,
                    List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator)),
                    program.getName(),
                    List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"),
                    List.of(),
                    Map.of(),
                    folder.resolve(name + ".log")));
            started.add(process);
            return process;
        });
    }

    private Part failing(String name) {
        Part working = part(name, Idle.class);
        return part(name, () -> {
            if (started.isEmpty()) {
                return working.launch().get();
            }
            throw new StackException("the port is taken");
        });
    }

    private static Part part(String name, Supplier<JavaProcess> launch) {
        return new Part(name, 0, launch, () -> true, Duration.ofSeconds(1));
    }
}
