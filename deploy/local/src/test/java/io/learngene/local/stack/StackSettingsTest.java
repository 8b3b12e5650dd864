package io.learngene.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackSettingsTest {

    @TempDir
    private Path state;

    @Test
    void portsAreThoseOfTheFileAndDefaultsElsewhere() throws IOException {
        // Given
        Files.writeString(state.resolve(StackSettings.FILE), "gateway.port = 8090\ntuner.port=0\n");

        // When
        StackSettings settings = StackSettings.read(state);

        // Then
        assertThat(settings.gatewayPort()).isEqualTo(8090);
        assertThat(settings.brokerPort()).isEqualTo(9092);
        assertThat(settings.tunerPort()).isBetween(1024, 65_535).isNotEqualTo(8083);
    }

    @Test
    void torchScriptFilesAreOffUnlessTheFileSwitchesThemOn() throws IOException {
        // Given
        StackSettings before = StackSettings.read(state);
        Files.writeString(state.resolve(StackSettings.FILE), "ancestor.torchscript = true\n");

        // When
        StackSettings after = StackSettings.read(state);

        // Then
        assertThat(before.torchScript()).isFalse();
        assertThat(after.torchScript()).isTrue();
        assertThat(after.onFreePorts().torchScript()).isTrue();
    }

    @Test
    void switchThatIsNeitherOnNorOffIsNamed() throws IOException {
        // Given
        Files.writeString(state.resolve(StackSettings.FILE), "ancestor.torchscript=yes");

        // When
        // Then
        assertThatThrownBy(() -> StackSettings.read(state))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("ancestor.torchscript: 'yes'")
                .hasMessageContaining("true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "-1", "70000", ""})
    void wrongPortIsNamed(String port) throws IOException {
        // Given
        Files.writeString(state.resolve(StackSettings.FILE), "store.port=" + port);

        // When
        // Then
        assertThatThrownBy(() -> StackSettings.read(state))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("store.port: '" + port + "'")
                .hasMessageContaining("0 to 65535");
    }

    @Test
    void stackOfAProcessThatIsGoneIsNotFound() {
        // Given
        long own = ProcessHandle.current().pid();
        new RunningStack(
                        own,
                        Instant.EPOCH,
                        "http://127.0.0.1:1",
                        "127.0.0.1:2",
                        "http://127.0.0.1:3",
                        Map.of(),
                        Map.of())
                .write(state);

        // When
        // Then: the number is in use, by a process that started at another time
        assertThat(RunningStack.find(state)).isEmpty();
    }

    @Test
    void damagedFileIsNoStack() throws IOException {
        // Given
        Files.writeString(state.resolve("stack.json"), "{\"pid\":");

        // When
        // Then
        assertThat(RunningStack.find(state)).isEmpty();
    }
}
