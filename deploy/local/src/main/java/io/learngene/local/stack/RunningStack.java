package io.learngene.local.stack;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A stack that was started from a state folder; the file {@code stack.json} in it.
 *
 * @param pid process that owns the stack
 * @param startedAt start of that process, so that another one with its number is not taken for it
 * @param gateway URL of the gateway
 * @param broker host and port of the broker
 * @param store URL of the store
 * @param prometheus URL of Prometheus; null if it does not run beside the stack
 * @param processes process ids by name of the part
 * @param restarts how often each part ended by itself and was started again
 */
public record RunningStack(
        long pid,
        Instant startedAt,
        String gateway,
        String broker,
        String store,
        String prometheus,
        Map<String, Long> processes,
        Map<String, Restarts> restarts) {

    public RunningStack {
        // A file of a version that did not start parts again.
        restarts = restarts == null ? Map.of() : restarts;
    }

    private static final String FILE = "stack.json";

    /**
     * @param state folder
     * @return the stack that runs on it; empty if none does
     */
    public static Optional<RunningStack> find(Path state) {
        return read(state).filter(stack -> stack.owner().isPresent());
    }

    private static Optional<RunningStack> read(Path state) {
        Path file = state.resolve(FILE);
        try {
            return Files.exists(file)
                    ? Optional.of(Json.read(Files.readAllBytes(file), RunningStack.class))
                    : Optional.empty();
        } catch (IOException | InvalidFieldException e) {
            return Optional.empty();
        }
    }

    static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    void write(Path state) {
        try {
            Path partial = state.resolve(FILE + ".partial");
            Files.write(partial, Json.write(this));
            Files.move(partial, state.resolve(FILE), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + state, e);
        }
    }

    static void forget(Path state) {
        try {
            Files.deleteIfExists(state.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + state, e);
        }
    }

    /**
     * Asks the stack to end and waits until none of its processes is left.
     *
     * @param state its folder
     * @param grace how long it may take before what is left is killed
     */
    public void stop(Path state, Duration grace) {
        owner().ifPresent(process -> {
            process.destroy();
            await(process, grace);
        });
        // If the owner was killed, its file is still there, and names the processes of parts that were started again
        // since.
        RunningStack last = read(state).filter(stack -> stack.pid == pid).orElse(this);
        for (long each : last.processes.values()) {
            ProcessHandle.of(each)
                    .filter(p -> p.info().command().orElse("").contains("java"))
                    .filter(p -> !startOf(p).isBefore(startedAt))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private Optional<ProcessHandle> owner() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(p -> startOf(p)
                .equals(startedAt));
    }

    private static void await(ProcessHandle process, Duration grace) {
        // onExit() looks at a process that is no child ever more seldom, and answers seconds after its end.
        long end = System.nanoTime() + grace.toNanos();
        try {
            while (process.isAlive() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        process.destroyForcibly();
    }
}
