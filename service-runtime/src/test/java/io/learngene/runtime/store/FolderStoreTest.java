package io.learngene.runtime.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStoreTest extends ArtefactStoreContract {

    @TempDir
    Path folder;

    private FolderStore store;

    @BeforeEach
    void prepare() {
        store = new FolderStore(folder.resolve("objects"));
        store.prepare();
    }

    @Override
    ArtefactStore store() {
        return store;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "a/../../outside",
                "/etc/passwd",
                "..",
                ".",
                "",
                "a/..",
                "a/../b",
                "./a",
                "a//b",
                "a/",
                ".unfinished-1",
                "nul\0"
            })
    void keyThatIsNoPathInTheFolderOrOneOfSeveralNamesOfAFileIsRefused(String key) throws IOException {
        // When, Then
        assertThatThrownBy(() -> store.put("name", key, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.create(key, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.stat(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open(key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IllegalArgumentException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void refusalNamesTheKey() {
        // When, Then
        assertThatThrownBy(() -> store.put("name", "../outside", new byte[1])).hasMessageContaining("../outside");
    }

    @Test
    void listingDoesNotLeaveTheFolder() {
        // When, Then
        assertThatThrownBy(() -> store.list("../")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void contentThatBreaksOffLeavesNothingBehind() throws IOException {
        // Given
        InputStream broken = new InputStream() {
            private boolean begun;

            @Override
            public int read() throws IOException {
                throw new IOException("broken off");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (begun) {
                    throw new IOException("broken off");
                }
                begun = true;
                return Math.min(100, length);
            }
        };

        // When
        assertThatThrownBy(() -> store.put("name", "a", broken, 200))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("write a")
                .hasMessageContaining("broken off");

        // Then
        assertThat(files()).isEmpty();
    }

    @Test
    void objectWhereAFolderIsIsRefusedAndLeavesNothingBehind() throws IOException {
        // Given
        store.put("name", "a/b", "below".getBytes(UTF_8));

        // When
        assertThatThrownBy(() -> store.put("name", "a", new byte[1])).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.put("name", "a/b/c", new byte[1])).isInstanceOf(StoreException.class);

        // Then
        assertThat(store.read("a/b")).hasValue("below".getBytes(UTF_8));
        assertThat(files()).containsExactly("a/b");
    }

    @Test
    void folderIsNoObject() {
        // Given
        store.put("name", "a/b", new byte[1]);

        // When, Then
        assertThat(store.stat("a")).isEmpty();
        assertThat(store.read("a")).isEmpty();
    }

    @Test
    void objectIsWholeWhileItIsReplaced() throws Exception {
        // Given
        byte[][] contents = {
            "1".repeat(1 << 16).getBytes(UTF_8), "2".repeat(1 << 16).getBytes(UTF_8)
        };
        store.put("name", "a", contents[0]);
        CountDownLatch done = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            IntStream.range(0, 200).forEach(i -> store.put("name", "a", contents[i % 2]));
            done.countDown();
        });
        writer.start();

        // When
        boolean torn = false;
        while (done.getCount() > 0) {
            byte[] read = store.read("a").orElseThrow();
            torn |= read[0] != read[read.length - 1] || read.length != 1 << 16;
        }
        writer.join();

        // Then
        assertThat(torn).isFalse();
        assertThat(files()).containsExactly("a");
    }

    @Test
    void listingWhileObjectsComeAndGoFindsThoseThatStay() throws Exception {
        // Given
        store.put("name", "kept/a", new byte[1]);
        CountDownLatch done = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                store.put("name", "kept/other-" + i, new byte[1]);
                store.delete("kept/other-" + i);
            }
            done.countDown();
        });
        other.start();

        // When
        boolean missed = false;
        while (done.getCount() > 0) {
            missed |= store.list("kept/").stream().noneMatch(stat -> stat.key().equals("kept/a"));
        }
        other.join();

        // Then
        assertThat(missed).isFalse();
    }

    @Test
    void writeThatWasCutOffIsListedAndGoneWhenItIsAbandoned() throws IOException {
        // Given: what a process leaves that is killed in the middle
        Files.write(folder.resolve("objects/.unfinished-1"), new byte[10]);
        store.put("name", "whole/a", new byte[1]);

        // When
        List<ArtefactStore.Unfinished> found = store.unfinished();

        // Then
        assertThat(found).extracting(ArtefactStore.Unfinished::key).containsExactly(".unfinished-1");
        store.abandon(found.get(0));
        store.abandon(found.get(0));
        assertThat(files()).containsExactly("whole/a");
    }

    @Test
    void nothingButAnUnfinishedWriteIsAbandoned() {
        // Given
        store.put("name", "whole/a", new byte[1]);

        // When / Then
        for (String id : List.of("whole/a", "../outside", ".unfinished-1/../../outside")) {
            assertThatThrownBy(() -> store.abandon(new ArtefactStore.Unfinished(id, id, Instant.EPOCH)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void missingObjectIsToldFromABrokenStore() {
        // When, Then
        assertThatThrownBy(() -> store.open("gone", 0, 1))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageContaining("gone");
    }

    private List<String> files() throws IOException {
        Path root = folder.resolve("objects");
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }
}
