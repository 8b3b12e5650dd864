package io.learngene.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.stack.LocalStack;
import io.learngene.local.stack.StackSettings;
import io.learngene.local.stack.TorchLibrary;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.S3Store;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The local stack on free ports, and what tests ask of it. */
public final class Stack implements AutoCloseable {

    private final StackSettings settings;
    private LocalStack stack;
    private final GatewayClient client;

    private Stack(StackSettings settings, LocalStack stack) {
        this.settings = settings;
        this.stack = stack;
        this.client = new GatewayClient(stack.gateway());
    }

    public static Stack start(Path state) {
        StackSettings settings = StackSettings.read(state).onFreePorts();
        return new Stack(settings, start(settings));
    }

    /** Broker, store and gateway; workers are started one by one. */
    public static Stack startWithoutWorkers(Path state) {
        StackSettings settings = StackSettings.read(state).onFreePorts();
        return new Stack(settings, LocalStack.start(settings, true, line -> {}));
    }

    public static Stack startWithPrometheus(Path state) {
        StackSettings settings = StackSettings.read(state).onFreePorts();
        return new Stack(settings, LocalStack.startWithPrometheus(settings, line -> {}));
    }

    private static LocalStack start(StackSettings settings) {
        return LocalStack.start(settings, false, line -> {});
    }

    /** Stops everything and starts it again on the same state and ports. */
    public void restart() {
        stack.close();
        stack = start(settings);
    }

    public LocalStack processes() {
        return stack;
    }

    public StackSettings settings() {
        return settings;
    }

    public GatewayClient client() {
        return client;
    }

    /** The small request of the test resources, with some of its text replaced. */
    public static byte[] tiny(Map<String, String> replacements) {
        try (InputStream in = Stack.class.getResourceAsStream("/tiny.yaml")) {
            String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            for (Map.Entry<String, String> each : replacements.entrySet()) {
                if (!text.contains(each.getKey())) {
                    throw new IllegalArgumentException("tiny.yaml has no '" + each.getKey() + "'");
                }
                text = text.replace(each.getKey(), each.getValue());
            }
            return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String submit(Map<String, String> replacements) {
        return client.post("/families", "application/yaml", tiny(replacements))
                .get("family")
                .asText();
    }

    /** Nobody waits for what is not done. */
    public static void cancelEverything(GatewayClient client) {
        for (JsonNode each : client.get("/families?size=200").get("families")) {
            String family = each.get("family").asText();
            if (!client.family(family).state().terminal()) {
                client.delete("/families/" + family);
            }
        }
    }

    public FamilyView awaitEnd(String family) {
        return await().until(() -> client.family(family), view -> view.state().terminal());
    }

    public JobView job(String family, String job) {
        return client.family(family).jobs().stream()
                .filter(j -> j.job().equals(family + "/" + job))
                .findFirst()
                .orElse(null);
    }

    /** One more tuner, which is started and not waited for; its log is {@code logs/NAME.log}. */
    public JavaProcess tuner(String name, Map<String, String> more) {
        return service("tuner-service", name, more);
    }

    /** One more process of a service, as {@link #tuner}. */
    public JavaProcess service(String module, String name, Map<String, String> more) {
        Path state = settings.state().toAbsolutePath();
        Path jar = Repository.root().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        Map<String, String> environment = new HashMap<>();
        environment.put("FOUNDRY_HTTP_PORT", "0");
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.bootstrapServers());
        environment.put("FOUNDRY_STORE_ENDPOINT", stack.storeEndpoint());
        environment.put("FOUNDRY_STORE_ACCESS_KEY", ObjectStore.ACCESS_KEY);
        environment.put("FOUNDRY_STORE_SECRET_KEY", ObjectStore.secretKey(state));
        environment.put("FOUNDRY_STORE_FOLDER", ObjectStore.objects(state).toString());
        environment.put("FOUNDRY_WORKER_NAME", name);
        String work = state.resolve("work").resolve(name).toString();
        environment.put("FOUNDRY_WORKER_DIRECTORY", work);
        environment.put("FOUNDRY_GATEWAY_DIRECTORY", work);
        environment.put(TorchLibrary.FOLDER, TorchLibrary.folder(state).toString());
        environment.put("DJL_OFFLINE", "true");
        environment.put("GOMP_SPINCOUNT", "2000");
        environment.putAll(more);
        return JavaProcess.start(new JavaProcess.Command(
                name,
                List.of(jar.toString()),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"),
                List.of(),
                environment,
                state.resolve("logs").resolve(name + ".log")));
    }

    /** The stack's own store, as its services see it. */
    public ArtefactStore store() {
        return new S3Store(
                stack.storeEndpoint(),
                "learngene-foundry",
                ObjectStore.ACCESS_KEY,
                ObjectStore.secretKey(settings.state()),
                null);
    }

    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(100));
    }

    @Override
    public void close() {
        stack.close();
    }
}
