package io.learngene.local.stack;

import io.learngene.stack.JavaProcess;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.Ports;
import io.learngene.stack.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Starts and stops the stack, and keeps its parts running. Every process ends with this one, however it ends. */
public final class LocalStack implements AutoCloseable {

    /** After that, platforms kill what has not stopped (Kubernetes' terminationGracePeriodSeconds), and so does this one. */
    private static final Duration SERVICE_GRACE = Duration.ofSeconds(30);

    /** Free bytes that a stack needs to start: its logs, the records of the broker and what the view is kept in. */
    private static final long LEAST_ROOM = 32 << 20;

    private static final Duration STORE_GRACE = Duration.ofSeconds(10);
    private static final Duration BROKER_GRACE = Duration.ofSeconds(15);

    private final StackSettings settings;
    private final Path state;
    private final Supervisor supervisor;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Part broker;
    private final Part store;
    private final List<Part> services;
    private final List<Part> beside;
    private boolean closed;

    private LocalStack(StackSettings settings, boolean onlyGateway, boolean withPrometheus, Consumer<String> progress) {
        this.settings = settings;
        this.state = settings.state().toAbsolutePath();
        this.supervisor = new Supervisor(InstantSource.system(), progress, this::write);
        int brokerPort = settings.brokerPort();
        this.broker = new Part(
                "broker",
                brokerPort,
                () -> KafkaBroker.launch(state, brokerPort).process(),
                () -> Ports.listening(brokerPort),
                BROKER_GRACE);
        int storePort = settings.storePort();
        this.store = new Part(
                "store",
                storePort,
                () -> ObjectStore.launch(state, storePort).process(),
                () -> Ports.listening(storePort),
                STORE_GRACE);
        List<Service> wanted = onlyGateway ? List.of(Service.GATEWAY) : Service.ALL;
        this.services = wanted.stream().map(this::part).toList();
        this.beside = withPrometheus ? List.of(prometheusPart()) : List.of();
    }

    /**
     * @param settings where it lives and listens
     * @param onlyGateway whether to leave the workers out
     * @param progress hears a line for each part, and later when one ended by itself and was started again
     * @return the stack, ready
     * @throws StackException if a part does not start; what was started is stopped again
     */
    public static LocalStack start(StackSettings settings, boolean onlyGateway, Consumer<String> progress) {
        return start(new LocalStack(settings, onlyGateway, false, progress), progress);
    }

    /**
     * The whole stack, with Prometheus beside it.
     *
     * @param settings where it lives and listens
     * @param progress hears a line for each part, and later when one ended by itself and was started again
     * @return the stack, ready
     * @throws StackException if a part does not start, or Prometheus is not installed; what was started is stopped again
     */
    public static LocalStack startWithPrometheus(StackSettings settings, Consumer<String> progress) {
        return start(new LocalStack(settings, false, true, progress), progress);
    }

    private static LocalStack start(LocalStack stack, Consumer<String> progress) {
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop the stack"));
        try {
            stack.begin(progress);
            return stack;
        } catch (RuntimeException e) {
            try {
                stack.close();
            } catch (RuntimeException closing) {
                // Of the same cause, which is the one to tell.
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /**
     * Makes the state folder where there is none, and refuses one whose disk is full: on it no part starts, and none can say why, because
     * its log lies there as well.
     *
     * @param state state folder of a stack that is to be started
     * @throws StackException if it cannot be made, or its disk is full
     */
    public static void requireRoom(Path state) {
        try {
            Files.createDirectories(state);
            long free = Files.getFileStore(state).getUsableSpace();
            if (free < LEAST_ROOM) {
                throw new StackException("the disk of the state folder " + state + " is full: " + (free >> 20)
                        + " MB are free, a stack needs " + (LEAST_ROOM >> 20)
                        + " MB to start; make room, or choose a folder on another disk with --state");
            }
        } catch (IOException e) {
            throw new StackException("cannot make the state folder " + state + ": " + e.getMessage());
        }
    }

    /** {@return URL of the gateway} */
    public String gateway() {
        return "http://127.0.0.1:" + settings.gatewayPort();
    }

    /** {@return URL of the store} */
    public String storeEndpoint() {
        return "http://127.0.0.1:" + settings.storePort();
    }

    /** {@return URL of Prometheus; null if it does not run beside the stack} */
    public String prometheus() {
        return beside.isEmpty() ? null : "http://127.0.0.1:" + settings.prometheusPort();
    }

    /** {@return host and port of the broker} */
    public String bootstrapServers() {
        return "127.0.0.1:" + settings.brokerPort();
    }

    /**
     * @param name {@code distiller}, {@code expander}, {@code tuner}, {@code gateway}, {@code broker}, {@code store} or {@code
     *     prometheus}
     * @return its newest process; null if the stack has no such part
     */
    public JavaProcess process(String name) {
        return supervisor.process(name);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        supervisor.close();
        stop(beside);
        // Workers first and together: they give their jobs back while the broker still listens.
        stop(services);
        stop(List.of(store));
        stop(List.of(broker));
        RunningStack.forget(settings.state());
    }

    private void stop(List<Part> parts) {
        List<CompletableFuture<Void>> ending = new ArrayList<>();
        for (Part part : parts) {
            JavaProcess process = supervisor.process(part.name());
            if (process != null) {
                ending.add(CompletableFuture.runAsync(() -> process.stop(part.grace())));
            }
        }
        ending.forEach(CompletableFuture::join);
    }

    private void begin(Consumer<String> progress) {
        requireRoom(state);
        List<Part> all = Stream.of(List.of(broker, store), services, beside)
                .flatMap(List::stream)
                .toList();
        all.forEach(this::refuseTakenPort);
        // The services wait for broker and store by themselves, so all can start at once.
        all.forEach(supervisor::launch);
        for (Part part : all) {
            awaitReady(part);
            progress.accept(part.name() + " 127.0.0.1:" + part.port());
        }
        write();
        supervisor.watch();
    }

    private Part part(Service service) {
        int port = service.port().applyAsInt(settings);
        return new Part(
                service.name(),
                port,
                () -> service.launch(settings),
                () -> answers(port, "/q/health/ready"),
                SERVICE_GRACE);
    }

    private Part prometheusPart() {
        int port = settings.prometheusPort();
        return new Part(
                "prometheus", port, () -> Prometheus.launch(settings), () -> answers(port, "/-/ready"), STORE_GRACE);
    }

    private void refuseTakenPort(Part part) {
        if (Ports.listening(part.port())) {
            throw new StackException("port " + part.port() + " of the " + part.name()
                    + " is taken; stop what listens there, or write another " + part.name() + ".port into "
                    + state.resolve(StackSettings.FILE));
        }
    }

    private void write() {
        ProcessHandle own = ProcessHandle.current();
        new RunningStack(
                        own.pid(),
                        RunningStack.startOf(own),
                        gateway(),
                        bootstrapServers(),
                        storeEndpoint(),
                        prometheus(),
                        supervisor.processes(),
                        supervisor.restarts())
                .write(state);
    }

    private boolean answers(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not listening yet.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while starting");
        }
    }

    private void awaitReady(Part part) {
        long end = System.nanoTime() + JavaProcess.READY.toNanos();
        while (!part.ready().getAsBoolean()) {
            Optional<Part> dead = supervisor.ended();
            if (dead.isPresent() && dead.get() != part) {
                throw new StackException("the " + dead.get().name() + " ended while the stack waited for the "
                        + part.name() + "; the end of its log:\n" + logTail(dead.get()));
            }
            if (dead.isPresent() || System.nanoTime() > end) {
                throw new StackException(
                        "the " + part.name() + " did not become ready; the end of its log:\n" + logTail(part));
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("interrupted while starting");
            }
        }
    }

    private String logTail(Part part) {
        return supervisor.process(part.name()).logTail();
    }
}
