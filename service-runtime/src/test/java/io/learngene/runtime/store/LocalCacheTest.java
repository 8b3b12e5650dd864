package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.artefact.ArtefactRef;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCacheTest {

    private static final int PIECE = 1000;

    @TempDir
    Path folder;

    private final List<Long> offsets = new ArrayList<>();
    private FolderStore store;

    @BeforeEach
    void open() {
        store = new FolderStore(folder.resolve("store"));
        store.prepare();
    }

    @Test
    void damagedCopyOfAnotherProcessIsFetchedAgain() throws IOException {
        // Given
        ArtefactRef ref = put("a", 500);
        Path copy = cache(10_000).fetch(ref);
        byte[] content = Files.readAllBytes(copy);
        byte[] damaged = content.clone();
        damaged[100]++;
        Files.write(copy, damaged);

        // When
        Path again = cache(10_000).fetch(ref);

        // Then
        assertThat(Files.readAllBytes(again)).isEqualTo(content);
    }

    @Test
    void copyIsFetchedOnce() throws IOException {
        // Given
        ArtefactRef ref = put("a", 500);
        LocalCache cache = cache(10_000);
        Path copy = cache.fetch(ref);
        store.delete(ref.key());

        // When
        Path again = cache.fetch(ref);

        // Then
        assertThat(again).isEqualTo(copy).hasSize(500);
    }

    @Test
    void objectThatIsDamagedInTheStoreIsNotKept() throws IOException {
        // Given
        ArtefactRef ref = put("a", 500);
        store.put("damage", ref.key(), new byte[500]);

        // When // Then
        assertThatThrownBy(() -> cache(10_000).fetch(ref))
                .isInstanceOf(DamagedObjectException.class)
                .hasMessageContaining(ref.sha256());
        assertThat(kept()).isEmpty();
    }

    @Test
    void shorterObjectIsDamagedToo() {
        // Given
        ArtefactRef ref = put("a", 500);
        store.put("damage", ref.key(), new byte[100]);

        // When // Then
        assertThatThrownBy(() -> cache(10_000).fetch(ref)).isInstanceOf(DamagedObjectException.class);
    }

    @Test
    void downloadGoesOnWhereItBrokeOff() throws IOException {
        // Given
        ArtefactRef ref = put("a", 3 * PIECE - 1);

        // When
        Path copy = new LocalCache(inPieces(), folder.resolve("cache"), 10_000, Duration.ZERO, InstantSource.system())
                .fetch(ref);

        // Then
        assertThat(Files.readAllBytes(copy)).isEqualTo(store.read(ref.key()).orElseThrow());
        assertThat(offsets).containsExactly(0L, (long) PIECE, 2L * PIECE);
    }

    @Test
    void downloadThatBringsNothingEnds() throws IOException {
        // Given
        ArtefactRef ref = put("a", 500);
        ArtefactStore away = opening((key, offset, length) -> {
            offsets.add(offset);
            throw new StoreException("away", null);
        });

        // When // Then
        assertThatThrownBy(() -> new LocalCache(
                                away, folder.resolve("cache"), 10_000, Duration.ZERO, InstantSource.system())
                        .fetch(ref))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("byte 0 of 500, 5 times in a row: away");
        assertThat(offsets).hasSize(5);
        assertThat(kept()).isEmpty();
    }

    @Test
    void longDownloadGivesSignsOfLife() {
        // Given
        ArtefactRef ref = put("a", 1 << 20);
        List<Long> sizes = new ArrayList<>();

        // When
        cache(10 << 20).fetch(ref, () -> sizes.add(partial()));

        // Then
        int pieces = (1 << 20) / (64 << 10);
        assertThat(sizes).hasSizeGreaterThanOrEqualTo(2 * pieces).isSorted();
        assertThat(sizes.get(0)).isLessThan(1 << 20);
        assertThat(sizes.subList(sizes.size() - pieces, sizes.size()))
                .as("while it is verified")
                .containsOnly(1L << 20);
    }

    @Test
    void lookAtACopyOfAProcessBeforeGivesSignsOfLife() {
        // Given
        ArtefactRef ref = put("a", 1 << 20);
        cache(10 << 20).fetch(ref);
        AtomicInteger signs = new AtomicInteger();

        // When
        cache(10 << 20).fetch(ref, signs::incrementAndGet);

        // Then
        assertThat(signs.get()).isGreaterThanOrEqualTo((1 << 20) / (64 << 10));
    }

    @Test
    void downloadThatBringsNothingGivesSignsOfLifeBetweenItsTries() {
        // Given
        ArtefactRef ref = put("a", 500);
        AtomicInteger signs = new AtomicInteger();
        ArtefactStore away = opening((key, offset, length) -> {
            throw new StoreException("away", null);
        });
        LocalCache cache = new LocalCache(away, folder.resolve("cache"), 10_000, Duration.ZERO, InstantSource.system());

        // When // Then
        assertThatThrownBy(() -> cache.fetch(ref, signs::incrementAndGet)).isInstanceOf(StoreException.class);
        assertThat(signs).hasValue(4);
    }

    @Test
    void downloadEndsWhereItsCallerWantsAndLeavesNothing() throws IOException {
        // Given
        ArtefactRef ref = put("a", 1 << 20);
        IllegalStateException stop = new IllegalStateException("stop");

        // When // Then
        assertThatThrownBy(() -> cache(10 << 20).fetch(ref, () -> {
                    throw stop;
                }))
                .isSameAs(stop);
        assertThat(kept()).isEmpty();
    }

    @Test
    void unfinishedDownloadsOfAProcessBeforeAreRemoved() throws IOException {
        // Given
        Path partial =
                Files.write(Files.createDirectories(folder.resolve("cache")).resolve("x.partial"), new byte[9]);

        // When
        cache(10_000).fetch(put("a", 500));

        // Then
        assertThat(partial).doesNotExist();
    }

    @Test
    void leastRecentlyUsedMakesRoom() throws IOException {
        // Given
        LocalCache cache = cache(1_200);
        ArtefactRef first = put("a", 500);
        ArtefactRef second = put("b", 500);
        Files.setLastModifiedTime(cache.fetch(first), FileTime.fromMillis(2_000));
        Files.setLastModifiedTime(cache.fetch(second), FileTime.fromMillis(1_000));

        // When
        ArtefactRef third = put("c", 500);
        cache.fetch(third);

        // Then
        assertThat(kept()).containsExactlyInAnyOrder(first.sha256(), third.sha256());
    }

    @Test
    void objectLargerThanTheCacheTakesNothingFromItAndIsNotKept() throws IOException {
        // Given
        LocalCache cache = cache(1_200);
        ArtefactRef small = put("a", 500);
        cache.fetch(small);
        Path large = cache.fetch(put("b", 2_000));
        assertThat(large).hasSize(2_000);

        // When
        ArtefactRef next = put("c", 600);
        cache.fetch(next);

        // Then
        assertThat(kept()).containsExactlyInAnyOrder(small.sha256(), next.sha256());
    }

    @Test
    void nobodyElseMayReadOrWriteIt() throws IOException {
        // When
        cache(10_000).fetch(put("a", 500));

        // Then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("cache"))))
                .isEqualTo("rwx------");
    }

    private LocalCache cache(long bytes) {
        return new LocalCache(store, folder.resolve("cache"), bytes);
    }

    private ArtefactRef put(String key, int size) {
        byte[] content = new byte[size];
        new Random(key.hashCode()).nextBytes(content);
        return store.put(key, key, content);
    }

    private long partial() {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return Files.size(files.findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private interface Opening {
        InputStream open(String key, long offset, long length);
    }

    /** The store, but every answer breaks off after a while. */
    private ArtefactStore inPieces() {
        return opening((key, offset, length) -> {
            offsets.add(offset);
            return new FilterInputStream(store.open(key, offset, Math.min(PIECE, length))) {
                @Override
                public int read(byte[] bytes, int from, int count) throws IOException {
                    int read = super.read(bytes, from, count);
                    if (read < 0 && length > PIECE) {
                        throw new IOException("broken off");
                    }
                    return read;
                }
            };
        });
    }

    private ArtefactStore opening(Opening opening) {
        return (ArtefactStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("open")) {
                        return opening.open((String) arguments[0], (long) arguments[1], (long) arguments[2]);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
