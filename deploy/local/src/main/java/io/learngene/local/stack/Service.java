package io.learngene.local.stack;

import io.learngene.contracts.HeapAdvice;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.Repository;
import io.learngene.stack.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * One of the platform's own programs, as the local stack runs it.
 *
 * @param name name for people and in settings
 * @param module folder of its module
 * @param firstHeap smallest heap. What starting leaves behind is collected early, and an idle service stays small
 * @param largestHeap largest heap, unless the settings say another
 * @param trains whether it computes long enough to be worth the JVM's second compiler
 * @param port port of its health, metrics and interface
 */
public record Service(
        String name,
        String module,
        String firstHeap,
        String largestHeap,
        boolean trains,
        ToIntFunction<StackSettings> port) {

    /** The one that people and programs talk to. */
    public static final Service GATEWAY =
            new Service("gateway", "gateway", "32m", "128m", false, StackSettings::gatewayPort);

    /** All of them. Decoded images lie on the heap of those that train. */
    public static final List<Service> ALL = List.of(
            GATEWAY,
            new Service("distiller", "distiller-service", "32m", "3g", true, StackSettings::distillerPort),
            new Service("expander", "expander-service", "24m", "96m", false, StackSettings::expanderPort),
            new Service("tuner", "tuner-service", "32m", "3g", true, StackSettings::tunerPort));

    /**
     * Starts its process. It waits by itself for a broker and a store that are not there yet.
     *
     * @param settings where the stack lives and listens
     * @return the process
     * @throws StackException if the service is not built
     */
    public JavaProcess launch(StackSettings settings) {
        return launch(settings, Map.of());
    }

    JavaProcess launch(StackSettings settings, Map<String, String> more) {
        Map<String, String> environment = environment(settings);
        environment.putAll(more);
        Path jar = Repository.root().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new StackException("the " + name + " is not built; run ./mvnw -DskipTests package");
        }
        return JavaProcess.start(new JavaProcess.Command(
                name,
                List.of(jar.toString()),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                options(settings),
                List.of(),
                environment,
                settings.state().toAbsolutePath().resolve("logs").resolve(name + ".log")));
    }

    /** {@return the setting of its largest heap} */
    String heapSetting() {
        return name + ".heap";
    }

    List<String> options(StackSettings settings) {
        String largest = settings.heaps().getOrDefault(name, largestHeap);
        List<String> options = new ArrayList<>(List.of("-Xmx" + largest));
        if (bytes(largest) > bytes(firstHeap)) {
            options.add("-Xms" + firstHeap);
        }
        options.add("-D" + HeapAdvice.SETTING + "=" + heapSetting() + " in " + StackSettings.FILE + ", now " + largest);
        options.addAll(List.of("-XX:+UseSerialGC", "-Xss512k"));
        options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        if (!trains) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        // What is left of a process after that is not to be trusted; it is started again.
        options.add("-XX:+ExitOnOutOfMemoryError");
        return options;
    }

    private static long bytes(String heap) {
        long number = Long.parseLong(heap.substring(0, heap.length() - 1));
        return number << (heap.toLowerCase(Locale.ROOT).endsWith("g") ? 30 : 20);
    }

    private Map<String, String> environment(StackSettings settings) {
        Path state = settings.state().toAbsolutePath();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("FOUNDRY_HTTP_PORT", Integer.toString(port.applyAsInt(settings)));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + settings.brokerPort());
        environment.put("FOUNDRY_STORE_ENDPOINT", "http://127.0.0.1:" + settings.storePort());
        environment.put("FOUNDRY_STORE_ACCESS_KEY", ObjectStore.ACCESS_KEY);
        environment.put("FOUNDRY_STORE_SECRET_KEY", ObjectStore.secretKey(state));
        environment.put("FOUNDRY_STORE_FOLDER", ObjectStore.objects(state).toString());
        environment.put("FOUNDRY_WORKER_NAME", name + "-1");
        environment.put(
                "FOUNDRY_WORKER_DIRECTORY", state.resolve("work").resolve(name).toString());
        environment.put(
                "FOUNDRY_GATEWAY_DIRECTORY", state.resolve("work/gateway").toString());
        environment.putAll(settings.door().environment());
        environment.put("FOUNDRY_ANCESTOR_TORCHSCRIPT", Boolean.toString(settings.torchScript()));
        environment.put(TorchLibrary.FOLDER, TorchLibrary.folder(state).toString());
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        // One arena keeps glibc from holding on to memory that many threads once touched.
        environment.put("MALLOC_ARENA_MAX", "2");
        // The distiller and the tuner share the cores. OpenMP threads that spin at each barrier, as they do by default,
        // take them from the other process: two at once then run at half the pace of one after the other.
        environment.put("GOMP_SPINCOUNT", "2000");
        return environment;
    }
}
