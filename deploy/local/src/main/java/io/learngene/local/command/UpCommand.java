package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.local.client.FoundryException;
import io.learngene.local.stack.LocalStack;
import io.learngene.local.stack.RunningStack;
import io.learngene.local.stack.StackSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts the whole platform on loopback: broker, store, gateway, distiller, expander, tuner.",
        footer = {
            "",
            "Ports are 9092, 9000 and 8080 to 8083, or those in foundry.properties in the state folder:",
            "  broker.port, store.port, gateway.port, distiller.port, expander.port, tuner.port (0: any free one)",
            "A part that ends by itself is started again, with a growing pause; foundry status counts it and says why.",
            "--with-prometheus also starts the Prometheus that is installed here, on 9090 or prometheus.port.",
            "ancestor.torchscript=true there accepts ancestors that are TorchScript files. They run their author's code.",
            "",
            "Example: foundry up --detach"
        })
final class UpCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options;

    @Option(
            names = {"-d", "--detach"},
            description = "Return when the stack is ready; foundry down ends it.")
    private boolean detach;

    @Option(
            names = "--with-prometheus",
            description = "Start Prometheus beside the stack, with its rules and alerts; it has to be installed.")
    private boolean withPrometheus;

    @Option(names = "--json", description = "Print where the stack listens as JSON on the last line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path state = options.state();
        Optional<RunningStack> running = RunningStack.find(state);
        if (running.isPresent()) {
            System.err.println("foundry: the stack runs already (process "
                    + running.get().pid() + "), gateway " + running.get().gateway() + "; end it with: foundry down");
            print(running.get());
            return 0;
        }
        Consumer<String> progress = line -> (json ? System.err : System.out).println("  " + line);
        if (detach) {
            detached(state, withPrometheus);
            print(RunningStack.find(state).orElseThrow());
            return 0;
        }
        long start = System.nanoTime();
        try (LocalStack stack = start(StackSettings.read(state), progress)) {
            System.err.printf(
                    Locale.ROOT,
                    "foundry: ready after %.1f s. Console: %s  State: %s  Ctrl-C stops it.%n",
                    (System.nanoTime() - start) / 1e9,
                    stack.gateway(),
                    state);
            print(RunningStack.find(state).orElseThrow());
            // A part that ends is started again; only Ctrl-C and foundry down end the stack.
            new CountDownLatch(1).await();
            return 0;
        }
    }

    private LocalStack start(StackSettings settings, Consumer<String> progress) {
        return withPrometheus
                ? LocalStack.startWithPrometheus(settings, progress)
                : LocalStack.start(settings, false, progress);
    }

    private void print(RunningStack stack) {
        if (json) {
            System.out.println(new String(Json.write(stack), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** Runs {@code foundry up} in a process that outlives this one. */
    static void detached(Path state, boolean withPrometheus) throws IOException, InterruptedException {
        LocalStack.requireRoom(state);
        Files.createDirectories(state.resolve("logs"));
        File log = state.resolve("logs/up.log").toFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms8m",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfoundry.root=" + io.learngene.stack.Repository.root(),
                "-cp",
                System.getProperty("java.class.path"),
                Foundry.class.getName(),
                "up",
                "--state",
                state.toString()));
        if (withPrometheus) {
            command.add("--with-prometheus");
        }
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        System.err.println("foundry: starting the stack in the background, log " + log);
        while (RunningStack.find(state).isEmpty()) {
            if (!process.isAlive()) {
                throw new FoundryException(
                        FoundryException.UNREACHABLE,
                        "the stack did not start:\n"
                                + Files.readString(log.toPath()).strip());
            }
            Thread.sleep(100);
        }
        RunningStack stack = RunningStack.find(state).orElseThrow();
        System.err.println("foundry: ready. Console: " + stack.gateway());
    }
}
