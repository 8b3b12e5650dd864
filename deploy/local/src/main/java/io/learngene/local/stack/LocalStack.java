package io.learngene.local.stack;

import io.learngene.stack.JavaProcess;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.Ports;
import io.learngene.stack.Repository;
import io.learngene.stack.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Starts and stops the stack. Every process ends with this one, however it ends. */
public final class LocalStack implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(60);

    private final StackSettings settings;
    private final Map<String, JavaProcess> services = Collections.synchronizedMap(new LinkedHashMap<>());
    private KafkaBroker broker;
    private ObjectStore store;
    private boolean closed;

    private LocalStack(StackSettings settings) {
        this.settings = settings;
    }

    /**
     * @param settings where it lives and listens
     * @param onlyGateway whether to leave the workers out
     * @param progress hears a line for each part
     * @return the stack, ready
     * @throws StackException if a part does not start; what was started is stopped again
     */
    public static LocalStack start(StackSettings settings, boolean onlyGateway, Consumer<String> progress) {
        LocalStack stack = new LocalStack(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop the stack"));
        try {
            stack.begin(onlyGateway, progress);
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** {@return URL of the gateway} */
    public String gateway() {
        return "http://127.0.0.1:" + settings.gatewayPort();
    }

    /** {@return URL of the store} */
    public String storeEndpoint() {
        return store.endpoint();
    }

    /** {@return host and port of the broker} */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /**
     * @param name {@code distiller}, {@code expander}, {@code tuner}, {@code gateway}, {@code broker} or {@code store}
     * @return its process
     */
    public JavaProcess process(String name) {
        return switch (name) {
            case "broker" -> broker.process();
            case "store" -> store.process();
            default -> services.get(name);
        };
    }

    /**
     * Starts a service again that has ended.
     *
     * @param name name of the service
     */
    public void restart(String name) {
        services.put(name, service(settings, name));
    }

    /** {@return name of a part that ended by itself; null while all run} */
    public synchronized String dead() {
        if (closed) {
            return null;
        }
        if (!broker.process().alive()) {
            return "broker";
        }
        if (!store.process().alive()) {
            return "store";
        }
        return services.entrySet().stream()
                .filter(s -> !s.getValue().alive())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Workers first and together: they give their jobs back while the broker still listens.
        List<CompletableFuture<Void>> ending = new ArrayList<>();
        for (JavaProcess service : List.copyOf(services.values())) {
            ending.add(CompletableFuture.runAsync(() -> service.stop(Duration.ofSeconds(30))));
        }
        ending.forEach(CompletableFuture::join);
        if (store != null) {
            store.close();
        }
        if (broker != null) {
            broker.close();
        }
        RunningStack.forget(settings.state());
    }

    private void begin(boolean onlyGateway, Consumer<String> progress) {
        Path state = settings.state().toAbsolutePath();
        try {
            Files.createDirectories(state);
        } catch (IOException e) {
            throw new StackException("cannot make the state folder " + state + ": " + e.getMessage());
        }
        List<String> names = onlyGateway ? List.of("gateway") : List.of("gateway", "distiller", "expander", "tuner");
        for (String name : names) {
            if (Ports.listening(port(settings, name))) {
                throw new StackException(
                        "port " + port(settings, name) + " of the " + name + " is taken; stop what listens there,"
                                + " or write another " + name + ".port into " + state.resolve(StackSettings.FILE));
            }
        }
        CompletableFuture<Void> broker = CompletableFuture.runAsync(() -> {
            this.broker = KafkaBroker.start(state, settings.brokerPort());
            progress.accept("broker " + this.broker.bootstrapServers());
        });
        CompletableFuture<Void> store = CompletableFuture.runAsync(() -> {
            this.store = ObjectStore.start(state, settings.storePort());
            progress.accept("store " + this.store.endpoint());
        });
        // The services wait for broker and store by themselves, so all can start at once.
        for (String name : names) {
            services.put(name, service(settings, name));
        }
        broker.join();
        store.join();
        HttpClient client = HttpClient.newHttpClient();
        for (String name : names) {
            awaitReady(client, name);
            progress.accept(name + " http://127.0.0.1:" + port(settings, name));
        }
        Map<String, Long> processes = new LinkedHashMap<>();
        processes.put("broker", this.broker.process().pid());
        processes.put("store", this.store.process().pid());
        services.forEach((name, process) -> processes.put(name, process.pid()));
        ProcessHandle own = ProcessHandle.current();
        new RunningStack(
                        own.pid(),
                        RunningStack.startOf(own),
                        gateway(),
                        this.broker.bootstrapServers(),
                        this.store.endpoint(),
                        processes)
                .write(state);
    }

    private static int port(StackSettings settings, String name) {
        return switch (name) {
            case "gateway" -> settings.gatewayPort();
            case "distiller" -> settings.distillerPort();
            case "expander" -> settings.expanderPort();
            default -> settings.tunerPort();
        };
    }

    /** Small at first: what starting leaves behind is collected early, and an idle service stays small. */
    private static List<String> heap(String name) {
        return switch (name) {
            case "gateway" -> List.of("-Xms32m", "-Xmx128m");
            case "expander" -> List.of("-Xms24m", "-Xmx96m");
            // Decoded images lie on the heap.
            default -> List.of("-Xms32m", "-Xmx3g");
        };
    }

    /**
     * Starts one service alone. It waits by itself for a broker and a store that are not there yet.
     *
     * @param settings where it lives and listens
     * @param name {@code gateway}, {@code distiller}, {@code expander} or {@code tuner}
     * @return its process
     * @throws StackException if it is not built
     */
    public static JavaProcess service(StackSettings settings, String name) {
        Path state = settings.state().toAbsolutePath();
        String module = name.equals("gateway") ? "gateway" : name + "-service";
        Path jar = Repository.root().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new StackException("the " + name + " is not built; run ./mvnw -DskipTests package");
        }
        boolean trains = name.equals("distiller") || name.equals("tuner");
        List<String> options = new ArrayList<>(heap(name));
        options.addAll(List.of("-XX:+UseSerialGC", "-Xss512k"));
        options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        if (!trains) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        options.add("-XX:+ExitOnOutOfMemoryError");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("FOUNDRY_HTTP_PORT", Integer.toString(port(settings, name)));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + settings.brokerPort());
        environment.put("FOUNDRY_STORE_ENDPOINT", "http://127.0.0.1:" + settings.storePort());
        environment.put("FOUNDRY_STORE_ACCESS_KEY", ObjectStore.ACCESS_KEY);
        environment.put("FOUNDRY_STORE_SECRET_KEY", ObjectStore.SECRET_KEY);
        environment.put("FOUNDRY_WORKER_NAME", name + "-1");
        environment.put(
                "FOUNDRY_WORKER_DIRECTORY", state.resolve("work").resolve(name).toString());
        environment.put(
                "FOUNDRY_GATEWAY_DIRECTORY", state.resolve("work/gateway").toString());
        environment.put("FOUNDRY_ANCESTOR_TORCHSCRIPT", Boolean.toString(settings.torchScript()));
        environment.put("DJL_CACHE_DIR", state.resolve("djl").toString());
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        // One arena keeps glibc from holding on to memory that many threads once touched.
        environment.put("MALLOC_ARENA_MAX", "2");
        // The distiller and the tuner share the cores. OpenMP threads that spin at each barrier, as they do by default,
        // take them from the other process: two at once then run at half the pace of one after the other.
        environment.put("GOMP_SPINCOUNT", "2000");
        return JavaProcess.start(new JavaProcess.Command(
                name,
                List.of(jar.toString()),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                options,
                List.of(),
                environment,
                state.resolve("logs").resolve(name + ".log")));
    }

    private void awaitReady(HttpClient client, String name) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port(settings, name) + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long end = System.nanoTime() + READY.toNanos();
        while (true) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("interrupted while starting");
            }
            String dead = dead();
            if (dead != null && !dead.equals(name)) {
                throw new StackException(
                        "the " + dead + " ended while the " + name + " waited for it; the end of its log:\n"
                                + process(dead).logTail());
            }
            if (dead != null || System.nanoTime() > end) {
                throw new StackException("the " + name + " did not become ready; the end of its log:\n"
                        + process(name).logTail());
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
