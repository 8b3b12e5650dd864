package io.learngene.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A state folder that a full disk or a hand has touched. Its program runs in a process of its own, so it is public. */
public class DamagedStateTest {

    @TempDir
    private Path state;

    /** Says where its temporary files go. */
    public static final class Where {
        public static void main(String[] args) throws IOException {
            System.out.println(Files.createTempFile("here", ".so"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "99"})
    void portOfAFormattedBrokerThatIsNoneIsNamedWithTheRemedy(String port) throws IOException {
        // Given
        Path broker = Files.createDirectories(state.resolve("broker"));
        Files.createDirectories(broker.resolve("data"));
        Files.writeString(broker.resolve("data/meta.properties"), "version=1");
        Files.writeString(broker.resolve("controller.port"), port);

        // When
        // Then
        assertThatThrownBy(() -> KafkaBroker.launch(state, 0))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(broker.resolve("controller.port") + ": '" + port + "' is no port")
                .hasMessageContaining("listeners in " + broker.resolve("server.properties"));
    }

    @Test
    void folderThatCannotBeFormattedEndsTheBrokerWithTheReason() throws IOException {
        // Given: a file where a folder has to be
        Path metadata = Files.createDirectories(state.resolve("broker/data")).resolve("__cluster_metadata-0");
        Files.writeString(metadata, "");

        // When
        // Then
        assertThatThrownBy(() -> KafkaBroker.start(state, 0))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("broker ended with exit code 1")
                .hasMessageContaining("__cluster_metadata-0");
    }

    @Test
    void secretThatIsEmptyIsMadeAnew() throws IOException {
        // Given
        Path file = Files.createDirectories(state.resolve("store")).resolve("secret");
        Files.writeString(file, "\n");

        // When
        String secret = ObjectStore.secretKey(state);

        // Then
        assertThat(secret).matches("[0-9a-f]{48}");
        assertThat(ObjectStore.secretKey(state)).isEqualTo(secret);
    }

    @Test
    void librariesAreUnpackedInTheStateFolderAndWhatWasLeftThereGoes() throws IOException {
        // Given
        Path left = Files.createDirectories(state.resolve("where.tmp/left")).resolve("librocksdb.so");
        Files.writeString(left, "of a process that was killed");
        Path log = state.resolve("where.log");

        // When
        JavaProcess process = JavaProcess.start(new JavaProcess.Command(
                "where",
                List.of(Path.of("target/test-classes").toAbsolutePath().toString()),
                Where.class.getName(),
                List.of("-Xmx16m"),
                List.of(),
                Map.of(),
                log));
        await().atMost(Duration.ofMinutes(1)).until(() -> !process.alive());

        // Then
        assertThat(Files.readString(log))
                .contains(state.resolve("where.tmp/here").toString());
        assertThat(left).doesNotExist();
    }
}
