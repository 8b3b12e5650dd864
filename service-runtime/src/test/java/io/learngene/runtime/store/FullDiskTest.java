package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The local stack's store on a file system of its own, which fills while it runs. Only root may mount one. */
class FullDiskTest {

    private static final int DISK = 64 << 20;
    private static final int FILE = 1 << 20;

    @TempDir
    private static Path folder;

    private static SmallDisk small;
    private static Path disk;
    private static ObjectStore server;
    private static S3Store store;

    @BeforeAll
    static void start() {
        small = SmallDisk.mount(folder.resolve("disk"), DISK).orElse(null);
        assumeTrue(small != null, "whoever runs this may mount no file system");
        disk = small.folder();
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
    void empty() {
        small.makeRoom();
        store.delete("checkpoint");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            store.close();
            server.close();
        }
        if (small != null) {
            small.close();
        }
    }

    /** In one piece, and in parts. */
    @ParameterizedTest
    @ValueSource(ints = {4 << 20, 40 << 20})
    void writeThatFindsNoRoomSaysWhichDiskIsFull(int size) throws IOException {
        // Given
        small.fillUpTo(FILE);

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
        small.fillUpTo(0);

        // When / Then
        assertThatThrownBy(() -> store.create("manifest", new byte[100_000]))
                .isInstanceOf(FullStoreException.class)
                .hasMessageContaining("the disk of " + disk.resolve("store/data") + " is full; make room on it");
        assertThat(store.stat("manifest")).isEmpty();
    }

    @Test
    void storeTakesOnWhenThereIsRoomAgain() throws IOException {
        // Given
        small.fillUpTo(FILE);
        assertThatThrownBy(() -> store.put("name", "checkpoint", new byte[4 << 20]))
                .isInstanceOf(FullStoreException.class);

        // When
        small.makeRoom();
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
        Path directory = disk.resolve("cache");
        LocalCache cache = new LocalCache(elsewhere, directory, DISK, Duration.ZERO, InstantSource.system());
        small.fillUpTo(0);

        // When / Then
        assertThatThrownBy(() -> cache.fetch(ref))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the cache in " + directory + " cannot be used")
                .hasMessageContaining("No space left on device");
        small.makeRoom();
        assertThat(cache.fetch(ref)).hasSize(FILE);
    }
}
