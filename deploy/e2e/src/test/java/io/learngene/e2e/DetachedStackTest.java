package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.e2e.CommandLine.Outcome;
import io.learngene.local.stack.RunningStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A stack that was started by the command line, from {@code up --detach} to {@code down}. */
@Tag("faults")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DetachedStackTest {

    @TempDir
    static Path folder;

    private static Path state;
    private static CommandLine foundry;

    @BeforeAll
    static void start() throws IOException {
        state = folder.resolve(".foundry");
        foundry = CommandLine.up(state, folder);
    }

    @AfterAll
    static void stop() {
        foundry.run("down");
    }

    @Test
    @Order(1)
    void isNotStartedTwice() {
        // Given
        RunningStack before = running();

        // When
        Outcome second = foundry.run("up").succeeded();

        // Then
        assertThat(second.err()).contains("runs already");
        assertThat(running()).isEqualTo(before);
    }

    @Test
    @Order(2)
    void isSeenPartByPart() {
        // When
        Outcome status = foundry.run("status").succeeded();

        // Then
        assertThat(status.out()).contains("gateway", "distiller", "expander", "tuner", "broker", "store");
    }

    @Test
    @Order(3)
    void partThatDiesIsStartedAgainAndTheOthersStay() {
        // Given
        Map<String, Long> before = running().processes();

        // When
        for (String part : List.of("tuner", "gateway")) {
            ProcessHandle.of(before.get(part)).orElseThrow().destroyForcibly();
        }

        // Then
        Stack.await().until(() -> RunningStack.find(state)
                .map(RunningStack::restarts)
                .filter(restarts -> restarts.get("tuner").count() == 1
                        && restarts.get("gateway").count() == 1)
                .isPresent());
        Map<String, Long> after = running().processes();
        assertThat(after.get("tuner")).isNotEqualTo(before.get("tuner"));
        assertThat(after.get("gateway")).isNotEqualTo(before.get("gateway"));
        for (String part : List.of("broker", "store", "distiller", "expander")) {
            assertThat(after.get(part)).isEqualTo(before.get(part));
            assertThat(after.get(part)).as(part).matches(CommandLine::alive);
        }
        Stack.await().until(() -> foundry.run("list").code() == 0);
        assertThat(foundry.run("status").succeeded().out()).contains("the tuner ended by itself last of: signal 9");
        assertThat(state.resolve("logs/up.log"))
                .content()
                .contains("the gateway ended by itself and starts again in 1 s", "the gateway was started again");
    }

    @Test
    @Order(4)
    void leavesNothingBehindWhenItIsStopped() {
        // Given
        RunningStack before = running();

        // When
        foundry.run("down").succeeded();

        // Then
        assertThat(RunningStack.find(state)).isEmpty();
        List<Long> all = new ArrayList<>(before.processes().values());
        all.add(before.pid());
        assertThat(all).noneMatch(CommandLine::alive);
    }

    private static RunningStack running() {
        return RunningStack.find(state).orElseThrow();
    }
}
