package io.learngene.stack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A real broker and a real store for the tests of a service that runs in the tests' JVM. */
public class StackResource implements QuarkusTestResourceLifecycleManager {

    private Path folder;
    private KafkaBroker broker;
    private ObjectStore store;

    /** {@return the settings with which a service finds both, and works in a folder of its own} */
    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("service-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker = KafkaBroker.start(folder, 0);
        store = ObjectStore.start(folder, 0);
        return Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "foundry.store.endpoint", store.endpoint(),
                "foundry.store.secret-key", store.secretKey(),
                "foundry.worker.directory", folder.resolve("worker").toString(),
                "quarkus.http.test-port", "0");
    }

    /** {@return where both keep their files; removed at the end} */
    protected Path folder() {
        return folder;
    }

    @Override
    public void stop() {
        if (store != null) {
            store.close();
        }
        if (broker != null) {
            broker.close();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
