package io.learngene.gateway.view;

import org.rocksdb.RocksDB;

/** RocksDB's native library, which is unpacked into the temporary folder and loaded from there. */
public final class RocksLibrary {

    private RocksLibrary() {}

    /**
     * Loads it. Where that fails later, in Kafka Streams' own thread, the thread is replaced for ever and nobody hears why.
     *
     * @throws IllegalStateException if it cannot be loaded, with what to change
     */
    public static void require() {
        try {
            RocksDB.loadLibrary();
        } catch (LinkageError | RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "RocksDB's native library cannot be loaded from the temporary folder "
                            + System.getProperty("java.io.tmpdir") + " (" + cause.getMessage()
                            + "); give -Djava.io.tmpdir a folder that can be written and from which programs may be run",
                    e);
        }
    }
}
