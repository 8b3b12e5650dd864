package io.learngene.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void gatewayAsksForKeysWhereTheFileSaysSo() throws IOException {
        // Given
        Door before = StackSettings.read(state).door();
        String digest = "0a".repeat(32);
        Files.writeString(
                state.resolve(StackSettings.FILE),
                "gateway.access = keys\ngateway.operator-key-digest = " + digest + "\n");

        // When
        Door after = StackSettings.read(state).onFreePorts().door();

        // Then
        assertThat(before.environment()).isEmpty();
        assertThat(after.environment())
                .isEqualTo(Map.of("FOUNDRY_GATEWAY_ACCESS", "keys", "FOUNDRY_GATEWAY_OPERATOR_KEY_DIGEST", digest));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.access=key | gateway.access: 'key'; give loopback, keys or oidc",
                "gateway.access=keys | gateway.operator-key-digest too, or nobody could come in",
                "gateway.access=oidc\\ngateway.operator-key-digest=x | gateway.operator-key-digest: 'x'; give the 64 digits",
                "gateway.operator-key-digest=0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a | set gateway.access=keys"
            })
    void doorThatWouldNotBeAsMeantIsNamedWithTheRemedy(String text, String told) throws IOException {
        // Given
        Files.writeString(state.resolve(StackSettings.FILE), text.replace("\\n", "\n"));

        // When
        // Then
        assertThatThrownBy(() -> StackSettings.read(state))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(told);
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
    void heapOfAServiceIsThatOfTheFileAndItsProcessKnowsWhereItStands() throws IOException {
        // Given
        Files.writeString(state.resolve(StackSettings.FILE), "gateway.heap = 512m\ntuner.heap=16m\n");

        // When
        StackSettings settings = StackSettings.read(state).onFreePorts();
        List<String> gateway = Service.GATEWAY.options(settings);

        // Then
        assertThat(settings.heaps())
                .containsEntry("gateway", "512m")
                .containsEntry("tuner", "16m")
                .containsEntry("distiller", "3g")
                .containsEntry("expander", "96m");
        assertThat(gateway)
                .contains(
                        "-Xmx512m", "-Xms32m", "-Dlearngene.heap.setting=gateway.heap in foundry.properties, now 512m");
        Service tuner = Service.ALL.get(3);
        assertThat(tuner.options(settings)).contains("-Xmx16m").doesNotContain("-Xms32m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "512", "-1m", "0m", "512mb", "1g -version", "lots"})
    void heapThatIsNoneIsNamed(String heap) throws IOException {
        // Given
        Files.writeString(state.resolve(StackSettings.FILE), "distiller.heap=" + heap);

        // When
        // Then
        assertThatThrownBy(() -> StackSettings.read(state))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("distiller.heap: '" + heap + "'")
                .hasMessageContaining("as 512m or 2g");
    }

    @Test
    void settingThatThereIsNotIsNamedWithThoseThereAre() throws IOException {
        // Given
        Files.writeString(state.resolve(StackSettings.FILE), "gatway.heap=1g");

        // When
        // Then
        assertThatThrownBy(() -> StackSettings.read(state))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("gatway.heap: there is no such setting")
                .hasMessageContaining("gateway.heap, gateway.operator-key-digest, gateway.port");
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
                        null,
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
