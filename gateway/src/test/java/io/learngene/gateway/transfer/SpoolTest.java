package io.learngene.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Sha256;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void uploadLiesThereUntilItIsClosed() throws IOException {
        // Given
        byte[] content = {1, 2, 3};

        // When / Then
        try (Spool.Upload upload = spool(Map.of()).take(body(content), 3)) {
            assertThat(upload.file()).hasBinaryContent(content);
            assertThat(upload.sha256()).isEqualTo(Sha256.of(content));
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void leftoversOfAKilledProcessAreRemovedAtTheStart() throws IOException {
        // Given
        Path uploads = Files.createDirectories(folder.resolve("uploads"));
        Files.write(uploads.resolve("upload-1.part"), new byte[10]);
        Files.write(uploads.resolve("made-2.part"), new byte[10]);
        Files.write(uploads.resolve("notes.txt"), new byte[10]);

        // When
        spool(Map.of()).start(null);

        // Then
        assertThat(files()).containsExactly("notes.txt");
    }

    @Test
    void uploadsBeyondTheirNumberAreToldToComeAgain() {
        // Given
        Spool spool = spool(Map.of("transfers", "2"));
        List<Spool.Upload> first = new ArrayList<>(List.of(spool.take(body(1), 1), spool.take(body(1), 1)));

        // When / Then
        assertProblem(() -> spool.take(body(1), 1), 503, "2 uploads are under way");
        first.remove(0).close();
        first.add(spool.take(body(1), 1));
        first.forEach(Spool.Upload::close);
    }

    @Test
    void diskIsSharedByAllUploads() throws IOException {
        // Given
        Spool spool = spool(Map.of("spool-bytes", String.valueOf(3 * MEGABYTE)));
        Spool.Upload other = spool.take(body(2 * MEGABYTE), -1);

        // When / Then: by its declared length, and where it declares none
        assertProblem(() -> spool.take(untouched(), 2 * MEGABYTE), 503, "foundry.gateway.spool-bytes");
        assertProblem(() -> spool.take(body(2 * MEGABYTE), -1), 503, "foundry.gateway.spool-bytes");
        assertThat(files()).hasSize(1);
        other.close();
        spool.take(body(3 * MEGABYTE), -1).close();
    }

    @Test
    void uploadThatBreaksOffLeavesNothing() throws IOException {
        // Given
        Spool spool = spool(Map.of("transfers", "1"));
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };

        // When / Then
        assertProblem(() -> spool.take(broken, -1), 400, "could not be read to its end");
        assertThat(files()).isEmpty();
        spool.take(body(1), 1).close();
    }

    @Test
    void smallFileIsBoundedByItself() {
        assertProblem(() -> spool(Map.of()).take(body(200), 200, 100), 413, "100 bytes allowed");
        assertProblem(() -> spool(Map.of()).take(body(200), -1, 100), 413, "100 bytes allowed");
    }

    private Spool spool(Map<String, String> settings) {
        Map<String, String> all = new java.util.HashMap<>(settings);
        all.put("directory", folder.toString());
        return new Spool(Settings.of(all));
    }

    private static void assertProblem(ThrowingCallable call, int status, String says) {
        assertThatThrownBy(call)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(says)
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(status);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("uploads"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static InputStream untouched() {
        return new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("there is no room for what is read");
            }
        };
    }

    private static InputStream body(int size) {
        return body(new byte[size]);
    }

    private static InputStream body(byte[] content) {
        return new ByteArrayInputStream(content);
    }
}
