package io.learngene.runtime.job;

import static org.awaitility.Awaitility.await;

import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real broker and a real store, of which test classes need no other: starting them costs more than most of their tests. The first
 * class of a JVM starts them, and they end with its last. Each class begins with a broker without topics and a bucket of its own.
 */
final class BrokerAndStore implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private final ObjectStore store;
    private KafkaBroker broker;
    private int classes;

    private BrokerAndStore(Path folder) {
        this.folder = folder;
        this.broker = KafkaBroker.start(folder, 0);
        this.store = ObjectStore.start(folder, 0);
    }

    KafkaBroker broker() {
        return broker;
    }

    ObjectStore store() {
        return store;
    }

    /** {@return the name of a bucket that was not there before} */
    String newBucket() {
        classes++;
        return "foundry-" + classes;
    }

    /** What others left in the queue would be done by the workers of who comes after them. */
    void removeTopics() {
        try (Admin admin =
                Admin.create(KafkaSettings.of(broker.bootstrapServers()).with(Map.of()))) {
            Set<String> left = admin.listTopics().names().get();
            if (!left.isEmpty()) {
                admin.deleteTopics(left).all().get();
                await().pollDelay(Duration.ZERO)
                        .atMost(PATIENCE)
                        .until(() -> admin.listTopics().names().get().isEmpty());
            }
        } catch (Exception e) {
            throw new IllegalStateException("cannot remove the topics of the class before", e);
        }
    }

    /** Kills the broker and starts it on the same port, with the same records. */
    void restartBroker() {
        int port = Integer.parseInt(broker.bootstrapServers().replaceAll(".*:", ""));
        broker.process().kill();
        broker = KafkaBroker.start(folder, port);
    }

    @Override
    public void close() {
        store.close();
        broker.close();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands them to the methods of a class that ask for them. */
    static final class Shared implements ParameterResolver {

        private static final Namespace NAMESPACE = Namespace.create(BrokerAndStore.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == BrokerAndStore.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                    .getOrComputeIfAbsent("both", key -> start(), BrokerAndStore.class);
        }

        private static BrokerAndStore start() {
            try {
                return new BrokerAndStore(Files.createTempDirectory("broker-and-store"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
