package io.learngene.runtime.store;

import io.learngene.stack.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On a real S3 server. */
class S3StoreTest extends ArtefactStoreContract {

    @TempDir
    static Path state;

    private static ObjectStore server;
    private static S3Store store;

    @BeforeAll
    static void start() {
        server = ObjectStore.start(state, 0);
        store = new S3Store(server.endpoint(), "contract", ObjectStore.ACCESS_KEY, server.secretKey(), null);
        store.prepare();
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @Override
    ArtefactStore store() {
        return store;
    }
}
