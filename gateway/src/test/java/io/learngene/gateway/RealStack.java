package io.learngene.gateway;

import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A real broker and a real store for the tests of one JVM. */
public final class RealStack implements QuarkusTestResourceLifecycleManager {

    private Path folder;
    private KafkaBroker broker;
    private ObjectStore store;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("gateway-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker = KafkaBroker.start(folder, 0);
        store = ObjectStore.start(folder, 0);
        return Map.of(
                "foundry.ancestor.torchscript", "true",
                "foundry.store.secret-key", store.secretKey(),
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "foundry.store.endpoint", store.endpoint(),
                "foundry.gateway.directory", folder.resolve("gateway").toString(),
                "foundry.gateway.heartbeat", "1s",
                "foundry.gateway.dataset-cache", "1ms",
                "foundry.gateway.upload-bytes", "2000000",
                "foundry.gateway.hosts", "foundry.example",
                "quarkus.http.test-port", "0");
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
