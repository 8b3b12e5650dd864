package io.learngene.local.soak;

import io.learngene.local.stack.LocalStack;
import io.learngene.local.stack.Rehearsal;
import io.learngene.local.stack.Service;
import io.learngene.local.stack.StackSettings;
import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.S3Store;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.Ports;
import io.learngene.stack.StackException;
import io.learngene.stack.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A local stack with two tuners, whose services reach broker and store through proxies. */
final class SoakStack implements AutoCloseable {

    private static final List<String> PARTS =
            List.of("distiller", "expander", "tuner", "tuner-2", "gateway", "broker", "store");
    /** What is reached through a proxy. */
    private static final List<String> WAYS = List.of("broker", "store");

    private static final String HEAP = "512m";
    private static final Duration GRACE = Duration.ofSeconds(30);
    /** Of every piece of an answer. */
    private static final Duration SLOWNESS = Duration.ofMillis(100);

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "FOUNDRY_JOB_LOCK_DURATION", "6s",
            "FOUNDRY_JOB_RETRY_DELAY", "1s",
            // Of so many faults some job meets five in a row.
            "FOUNDRY_JOB_ATTEMPTS", "50",
            "FOUNDRY_GATEWAY_CLEAN_GRACE", "0s",
            "FOUNDRY_TORCH_THREADS", "1");

    private final StackSettings settings;
    private final TcpProxy broker;
    private final TcpProxy store;
    private final LocalStack stack;

    /**
     * @param state folder
     * @param progress hears what is started, and started again
     */
    SoakStack(Path state, Consumer<String> progress) {
        settings = StackSettings.read(state).onFreePorts();
        int door = Ports.free();
        int second = Ports.free();
        broker = TcpProxy.before(door);
        store = TcpProxy.before(settings.storePort());
        List<Service> services = new ArrayList<>(Service.ALL);
        services.add(new Service("tuner-2", "tuner-service", "32m", HEAP, true, s -> second));
        Rehearsal rehearsal = new Rehearsal(
                services,
                new Rehearsal.Proxies(door, broker.port(), store.port()),
                ENVIRONMENT,
                Backoff.constant(Duration.ofSeconds(1)));
        stack = LocalStack.start(settings, rehearsal, progress);
    }

    /** {@return every fault that it can suffer, without its length} */
    static List<Fault> faults() {
        List<Fault> all = new ArrayList<>();
        for (Fault.Kind kind : Fault.Kind.values()) {
            for (String target : kind.ofConnections() ? WAYS : PARTS) {
                // Brokers do not speak HTTP.
                if (kind != Fault.Kind.UNAVAILABLE || target.equals("store")) {
                    all.add(new Fault(kind, target, Duration.ZERO, Duration.ZERO));
                }
            }
        }
        return all;
    }

    /** {@return URL of the gateway} */
    String gateway() {
        return stack.gateway();
    }

    /** {@return host and port of the broker, without a proxy} */
    String bootstrapServers() {
        return stack.bootstrapServers();
    }

    /** {@return a client of the store, without a proxy} */
    ArtefactStore store() {
        return new S3Store(
                stack.storeEndpoint(),
                "learngene-foundry",
                ObjectStore.ACCESS_KEY,
                ObjectStore.secretKey(settings.state()),
                null);
    }

    /**
     * Breaks something, and mends it where it does not mend itself. What ended is started again by the stack.
     *
     * @param fault what
     * @throws InterruptedException if interrupted; it is mended all the same
     */
    void suffer(Fault fault) throws InterruptedException {
        switch (fault.kind()) {
            case KILL -> stack.process(fault.target()).kill();
            case END -> stack.process(fault.target()).stop(GRACE);
            case PAUSE -> pause(stack.process(fault.target()), fault.lasts());
            case CUT -> way(fault).cut();
            case REFUSE -> {
                way(fault).refuse();
                mendAfter(fault);
            }
            case HANG -> {
                way(fault).become(new TcpProxy.Fault.Hanging());
                mendAfter(fault);
            }
            case SLOW -> {
                way(fault).become(new TcpProxy.Fault.Slow(SLOWNESS));
                mendAfter(fault);
            }
            case UNAVAILABLE -> {
                way(fault).become(new TcpProxy.Fault.Unavailable());
                mendAfter(fault);
            }
        }
    }

    private TcpProxy way(Fault fault) {
        return fault.target().equals("broker") ? broker : store;
    }

    private void mendAfter(Fault fault) throws InterruptedException {
        try {
            Thread.sleep(fault.lasts().toMillis());
        } finally {
            way(fault).mend();
        }
    }

    private static void pause(JavaProcess process, Duration lasts) throws InterruptedException {
        signal(process, "STOP");
        try {
            Thread.sleep(lasts.toMillis());
        } finally {
            signal(process, "CONT");
        }
    }

    private static void signal(JavaProcess process, String name) throws InterruptedException {
        try {
            // Of one that has ended meanwhile nobody hears.
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new StackException("cannot run kill, which stops a process and lets it go on: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        stack.close();
        broker.close();
        store.close();
    }
}
