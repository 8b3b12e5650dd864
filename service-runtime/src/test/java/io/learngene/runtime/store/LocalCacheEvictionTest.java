package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.artefact.ArtefactRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which objects a cache of 1000 bytes lets go. Every use is a second after the one before. */
class LocalCacheEvictionTest {

    private static final int ROOM = 1000;

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Map<String, ArtefactRef> refs = new TreeMap<>();
    private FolderStore store;
    private LocalCache cache;

    @BeforeEach
    void open() {
        store = new FolderStore(folder.resolve("store"));
        store.prepare();
        cache = cache();
    }

    @Test
    void objectsThatFillTheCacheExactlyAllStay() throws IOException {
        // When
        use("a", 400);
        use("b", 600);

        // Then
        assertThat(kept()).containsExactly("a", "b");
    }

    @Test
    void noMoreGoesThanHasTo() throws IOException {
        // Given
        use("a", 300);
        use("b", 300);
        use("c", 300);

        // When
        use("d", 400);

        // Then
        assertThat(kept()).containsExactly("b", "c", "d");
    }

    @Test
    void severalSmallOnesGoForALargeOneInTheOrderOfTheirUse() throws IOException {
        // Given
        use("a", 300);
        use("b", 300);
        use("c", 300);
        use("a", 300);

        // When
        use("d", 700);

        // Then
        assertThat(kept()).containsExactly("a", "d");
    }

    @Test
    void useBeforeARestartCountsAfterIt() throws IOException {
        // Given
        use("a", 300);
        use("b", 300);
        use("a", 300);
        cache = cache();

        // When
        use("c", 600);

        // Then
        assertThat(kept()).containsExactly("a", "c");
    }

    @Test
    void objectThatCannotBeFetchedLeavesRoomForTheNext() throws IOException {
        // Given
        ArtefactRef gone = put("gone", 900);
        store.delete(gone.key());

        // When
        assertThatThrownBy(() -> cache.fetch(gone)).isInstanceOf(MissingObjectException.class);
        use("a", 900);

        // Then
        assertThat(kept()).containsExactly("a");
    }

    @Test
    void objectThatWasLetGoIsFetchedAgainWhole() throws IOException {
        // Given
        use("a", 600);
        use("b", 600);

        // When
        Path again = use("a", 600);

        // Then
        assertThat(Files.readAllBytes(again)).isEqualTo(store.read("a").orElseThrow());
        assertThat(kept()).containsExactly("a");
    }

    @Test
    void cacheOfARunBeforeThatHadMoreRoomShrinks() throws IOException {
        // Given
        cache = new LocalCache(store, folder.resolve("cache"), 10_000, Duration.ZERO, this::tick);
        use("a", 800);
        use("b", 800);
        use("large", 5_000);

        // When
        cache = cache();
        use("c", 100);

        // Then
        assertThat(kept()).containsExactly("b", "c");
    }

    @Test
    void whateverIsUsedTheCacheHoldsNoMoreThanItMay() throws IOException {
        // Given
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int which = random.nextInt(12);

            // When
            Path copy = use("object-" + which, 50 + 70 * which);

            // Then
            assertThat(copy).hasSize(50 + 70 * which);
            assertThat(bytes()).isLessThanOrEqualTo(ROOM);
        }
    }

    @Test
    void manyThreadsThatWantOneObjectGetTheSameWholeCopy() throws Exception {
        // Given
        ArtefactRef ref = put("a", 900);
        CountDownLatch together = new CountDownLatch(1);
        List<Long> sizes = new CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        together.await();
                        sizes.add(Files.size(cache.fetch(ref)));
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();

        // When
        threads.forEach(Thread::start);
        together.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        // Then
        assertThat(sizes).hasSize(8).containsOnly(900L);
        assertThat(kept()).containsExactly("a");
    }

    /** Who may write here could have another file read in place of a copy. */
    @Test
    void linkInPlaceOfACopyIsNotFollowed() throws IOException {
        // Given
        Path copy = use("a", 300);
        Path elsewhere = Files.copy(copy, folder.resolve("elsewhere"));
        Files.delete(copy);
        Files.createSymbolicLink(copy, elsewhere);

        // When
        Path again = use("a", 300);

        // Then
        assertThat(Files.isSymbolicLink(again)).isFalse();
        assertThat(Files.readAllBytes(again)).isEqualTo(store.read("a").orElseThrow());
    }

    private LocalCache cache() {
        return new LocalCache(store, folder.resolve("cache"), ROOM, Duration.ZERO, this::tick);
    }

    private Instant tick() {
        return Instant.ofEpochSecond(now.incrementAndGet());
    }

    private Path use(String key, int size) {
        return cache.fetch(refs.containsKey(key) ? refs.get(key) : put(key, size));
    }

    private ArtefactRef put(String key, int size) {
        byte[] content = new byte[size];
        new Random(key.hashCode()).nextBytes(content);
        ArtefactRef ref = store.put(key, key, content);
        refs.put(key, ref);
        return ref;
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            return refs.keySet().stream()
                    .filter(key -> names.contains(refs.get(key).sha256()))
                    .toList();
        }
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
