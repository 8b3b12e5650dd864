package io.learngene.runtime.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.MissingObjectException;
import io.learngene.runtime.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeteredStoreTest {

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private ArtefactStore store;

    @BeforeEach
    void open() {
        store = new MeteredStore(new FolderStore(folder), registry);
        store.prepare();
    }

    @Test
    void bytesAreThoseThatWereTakenAndGiven() {
        // When
        store.put("a", "a", new byte[1_000]);
        store.create("b", new byte[10]);
        store.create("b", new byte[20]);
        store.read("a");

        // Then
        assertThat(bytes("written")).isEqualTo(1_010);
        assertThat(bytes("read")).isEqualTo(1_000);
    }

    @Test
    void callsAreCountedByOperation() {
        // When
        store.put("a", "a", new byte[1]);
        store.read("a");
        store.list("");
        store.delete("a");

        // Then
        for (String operation : new String[] {"put", "stat", "open", "list", "delete"}) {
            assertThat(calls(operation, "ok")).as(operation).isEqualTo(1);
            assertThat(calls(operation, "error")).as(operation).isZero();
        }
    }

    @Test
    void objectThatIsNotThereIsAnAnswerAndNoError() {
        // When
        assertThatThrownBy(() -> store.open("none", 0, 1)).isInstanceOf(MissingObjectException.class);

        // Then
        assertThat(calls("open", "ok")).isEqualTo(1);
        assertThat(calls("open", "error")).isZero();
    }

    @Test
    void storeThatDoesNotAnswerIsAnError() {
        // Given
        ArtefactStore away = new MeteredStore(answering(null), registry);

        // When
        assertThatThrownBy(() -> away.list("")).isInstanceOf(StoreException.class);

        // Then
        assertThat(calls("list", "error")).isEqualTo(1);
    }

    @Test
    void readThatBreaksOffIsAnErrorWithTheBytesThatCame() throws IOException {
        // Given
        InputStream breaking = new InputStream() {
            private int left = 5;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("reset");
                }
                return 1;
            }
        };
        ArtefactStore breaks = new MeteredStore(answering(breaking), registry);

        // When
        try (InputStream in = breaks.open("a", 0, 10)) {
            in.readNBytes(new byte[5], 0, 5);
            assertThatThrownBy(in::read).hasMessage("reset");
        }

        // Then
        assertThat(bytes("read")).isEqualTo(5);
        assertThat(calls("open", "error")).isEqualTo(1);
    }

    /** A store that opens with this stream, and answers nothing else. */
    private static ArtefactStore answering(InputStream opened) {
        return (ArtefactStore) Proxy.newProxyInstance(
                ArtefactStore.class.getClassLoader(),
                new Class<?>[] {ArtefactStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("open")) {
                        return opened;
                    }
                    throw new StoreException("away", null);
                });
    }

    private double bytes(String direction) {
        return registry.get(Meters.STORE_BYTES)
                .tag("direction", direction)
                .counter()
                .count();
    }

    private long calls(String operation, String outcome) {
        return registry.get(Meters.STORE)
                .tags("operation", operation, "outcome", outcome)
                .timer()
                .count();
    }
}
