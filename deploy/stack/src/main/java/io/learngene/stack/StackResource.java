package io.learngene.stack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real broker and a real store for the tests of a service that runs in the tests' JVM. They live as long as it: a service that
 * starts anew, for tests with other settings, finds the same ones, and what is in them.
 */
public class StackResource implements QuarkusTestResourceLifecycleManager {

    /** System properties, since Quarkus loads the classes of tests anew for every start of a service. */
    private static final String SHARED = "learngene.stack.";

    private Path folder;

    /** {@return the settings with which a service finds both, and works in a folder of its own} */
    @Override
    public Map<String, String> start() {
        if (System.getProperty(SHARED + "folder") == null) {
            startBoth();
        }
        try {
            folder = Files.createTempDirectory(Path.of(System.getProperty(SHARED + "folder")), "service");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "kafka.bootstrap.servers", System.getProperty(SHARED + "broker"),
                "foundry.store.endpoint", System.getProperty(SHARED + "store"),
                "foundry.store.secret-key", System.getProperty(SHARED + "secret"),
                "foundry.worker.directory", folder.resolve("worker").toString(),
                "quarkus.http.test-port", "0");
    }

    /** {@return a folder for the files of the service that starts; removed at the end} */
    protected Path folder() {
        return folder;
    }

    /** Broker and store stay. */
    @Override
    public void stop() {}

    private static void startBoth() {
        Path shared;
        try {
            shared = Files.createTempDirectory("service-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        KafkaBroker broker = KafkaBroker.launch(shared, 0);
        ObjectStore store = ObjectStore.start(shared, 0);
        broker.awaitReady();
        System.setProperty(SHARED + "broker", broker.bootstrapServers());
        System.setProperty(SHARED + "store", store.endpoint());
        System.setProperty(SHARED + "secret", store.secretKey());
        System.setProperty(SHARED + "folder", shared.toString());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            store.close();
            broker.close();
            remove(shared);
        }));
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
