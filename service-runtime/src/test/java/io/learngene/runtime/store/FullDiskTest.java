package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.stack.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The local stack's store on a file system of its own, which fills while it runs. Only root may mount one. */
class FullDiskTest {

    private static final int DISK = 64 << 20;
    private static final int FILE = 1 << 20;

    @TempDir
    private Path folder;

    private Path disk;
    private ObjectStore server;
    private S3Store store;

    @BeforeEach
    void start() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", disk.toString()),
                "whoever runs this may mount no file system");
        server = ObjectStore.start(disk, 0);
        store = new S3Store(
                server.endpoint(),
                "full",
                ObjectStore.ACCESS_KEY,
                server.secretKey(),
                null,
                Optional.of(ObjectStore.objects(disk)));
        store.prepare();
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            store.close();
            server.close();
        }
        run("umount", disk.toString());
    }

    /** In one piece, and in parts. */
    @ParameterizedTest
    @ValueSource(ints = {4 << 20, 40 << 20})
    void writeThatFindsNoRoomSaysWhichDiskIsFull(int size) throws IOException {
        // Given
        fillUpTo(FILE);

        // When / Then
        assertThatThrownBy(() -> store.put("name", "checkpoint", new byte[size]))
                .isInstanceOf(FullStoreException.class)
                .hasMessageContaining("could not write checkpoint: the disk of " + disk.resolve("store/data"))
                .hasMessageContaining("is full; make room on it");
        assertThat(store.stat("checkpoint")).isEmpty();
    }

    @Test
    void manifestThatFindsNoRoomSaysWhichDiskIsFull() throws IOException {
        // Given
        fillUpTo(0);

        // When / Then
        assertThatThrownBy(() -> store.create("manifest", new byte[100_000]))
                .isInstanceOf(FullStoreException.class)
                .hasMessageContaining("the disk of " + disk.resolve("store/data") + " is full; make room on it");
        assertThat(store.stat("manifest")).isEmpty();
    }

    @Test
    void storeTakesOnWhenThereIsRoomAgain() throws IOException {
        // Given
        fillUpTo(FILE);
        assertThatThrownBy(() -> store.put("name", "checkpoint", new byte[4 << 20]))
                .isInstanceOf(FullStoreException.class);

        // When
        Files.delete(disk.resolve("filler"));
        store.put("name", "checkpoint", new byte[4 << 20]);

        // Then
        assertThat(store.stat("checkpoint")).map(ArtefactStore.Stat::size).hasValue((long) (4 << 20));
    }

    /** The store is not asked again: it did its part. */
    @Test
    void cacheThatFindsNoRoomSaysSoAtOnceAndTakesOnWhenThereIsSome() throws IOException {
        // Given
        FolderStore elsewhere = new FolderStore(folder.resolve("elsewhere"));
        elsewhere.prepare();
        ArtefactRef ref = elsewhere.put("images", "images", new byte[FILE]);
        Path small = disk.resolve("cache");
        LocalCache cache = new LocalCache(elsewhere, small, DISK, Duration.ZERO, InstantSource.system());
        fillUpTo(0);

        // When / Then
        assertThatThrownBy(() -> cache.fetch(ref))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the cache in " + small + " cannot be used")
                .hasMessageContaining("No space left on device");
        Files.delete(disk.resolve("filler"));
        assertThat(cache.fetch(ref)).hasSize(FILE);
    }

    private void fillUpTo(int free) throws IOException {
        byte[] block = new byte[1 << 12];
        try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
            while (Files.getFileStore(disk).getUsableSpace() > free) {
                filler.write(block);
            }
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    }
}
