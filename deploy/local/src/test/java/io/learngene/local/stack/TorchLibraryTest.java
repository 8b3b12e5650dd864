package io.learngene.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchLibraryTest {

    private static final Path STATE = Path.of("/home/somebody/.foundry");

    @Test
    void liesWhereTheVariableSaysWhateverTheState() {
        // When
        Path folder = TorchLibrary.folder(Map.of(TorchLibrary.FOLDER, "/var/cache/djl"), STATE);

        // Then
        assertThat(folder).isEqualTo(Path.of("/var/cache/djl"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void liesInTheStateFolderWhereTheVariableNamesNone(String blank) {
        // When
        Path folder = TorchLibrary.folder(Map.of(TorchLibrary.FOLDER, blank), STATE);

        // Then
        assertThat(folder).isEqualTo(TorchLibrary.folder(Map.of(), STATE)).isEqualTo(STATE.resolve("djl"));
    }
}
