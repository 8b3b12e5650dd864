package io.learngene.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.learngene.stack.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStackTest {

    private static final String FREE =
            "broker.port=0\nstore.port=0\ngateway.port=0\ndistiller.port=0\nexpander.port=0\ntuner.port=0\n";

    @TempDir
    private Path state;

    private final List<String> progress = new ArrayList<>();
    private final String root = System.getProperty("foundry.root");

    @AfterEach
    void restore() {
        if (root == null) {
            System.clearProperty("foundry.root");
        } else {
            System.setProperty("foundry.root", root);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker", "store", "gateway", "distiller", "expander", "tuner"})
    void takenPortOfAnyPartIsNamedBeforeAnythingIsStarted(String part) throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    state.resolve(StackSettings.FILE),
                    FREE.replace(part + ".port=0", part + ".port=" + taken.getLocalPort()));

            // When
            // Then
            assertThatThrownBy(() -> LocalStack.start(StackSettings.read(state), false, progress::add))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " of the " + part + " is taken")
                    .hasMessageContaining(part + ".port into " + state.resolve(StackSettings.FILE));
            assertThat(progress).isEmpty();
            try (Stream<Path> left = Files.list(state)) {
                assertThat(left).containsExactly(state.resolve(StackSettings.FILE));
            }
        }
    }

    @Test
    void partThatIsNotBuiltIsNamedWithTheRemedy() throws IOException {
        // Given: a project of sources alone
        Path project = Files.createDirectories(state.resolve("project"));
        System.setProperty("foundry.root", project.toString());
        Files.writeString(state.resolve(StackSettings.FILE), FREE);

        // When
        StackException failure = catchThrowableOfType(
                StackException.class, () -> LocalStack.start(StackSettings.read(state), true, progress::add));

        // Then
        assertThat(failure).hasMessage("the libraries of the broker are missing; run ./mvnw -DskipTests package");
        assertThat(RunningStack.find(state)).isEmpty();
    }

    @Test
    void stateFolderThatCannotBeMadeIsNamed() throws IOException {
        // Given
        Path file = Files.writeString(state.resolve("file"), "");
        Files.writeString(state.resolve(StackSettings.FILE), FREE);
        StackSettings settings = StackSettings.read(state);
        StackSettings inside = new StackSettings(
                file.resolve("state"),
                settings.brokerPort(),
                settings.storePort(),
                settings.gatewayPort(),
                settings.distillerPort(),
                settings.expanderPort(),
                settings.tunerPort(),
                settings.prometheusPort(),
                settings.heaps(),
                false,
                settings.door());

        // When
        // Then
        assertThatThrownBy(() -> LocalStack.start(inside, false, progress::add))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("cannot make the state folder " + file.resolve("state"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway.port=\\u12", "\u00ff"})
    void settingsThatAreHalfWrittenAreNamed(String text) throws IOException {
        // Given
        Files.write(state.resolve(StackSettings.FILE), text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        // When
        // Then
        assertThatThrownBy(() -> StackSettings.read(state))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("cannot read " + state.resolve(StackSettings.FILE))
                .hasMessageContaining("mend or remove it");
    }
}
