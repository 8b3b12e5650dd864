package io.learngene.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM that was started here, writes to a log file and ends with this process. */
public final class JavaProcess implements AutoCloseable {

    /** For a program to become ready, at most: one that ends before is told of at once, and on a busy machine a broker takes a minute. */
    public static final Duration READY = Duration.ofMinutes(3);

    private static final int TAIL_LINES = 25;
    private static final int LONGEST_LINE = 300;
    /** Exit codes above are this and the number of the signal. */
    private static final int SIGNALS = 128;

    /**
     * What to run.
     *
     * @param name name for messages
     * @param classPath jars and folders; {@code lib/*} takes the jars of a folder
     * @param mainClass class with the main method
     * @param jvmOptions options of the JVM
     * @param arguments arguments of the program
     * @param environment variables beside this process's own
     * @param log file that takes standard output and error; appended to. Its folder is the program's working directory, so that
     *     its settings can name files without a path, which lists and escapes would break
     */
    public record Command(
            String name,
            List<String> classPath,
            String mainClass,
            List<String> jvmOptions,
            List<String> arguments,
            Map<String, String> environment,
            Path log) {}

    private final String name;
    private final Process process;
    private final Path log;

    private JavaProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * @param command what to run
     * @return the started process
     * @throws StackException if a folder on its class path has a name that no class path can hold
     */
    public static JavaProcess start(Command command) {
        try {
            Files.createDirectories(command.log().getParent());
            List<String> line = new ArrayList<>();
            line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            line.addAll(command.jvmOptions());
            line.add("-Djava.io.tmpdir=" + temporary(command));
            line.add("-cp");
            line.add(classPath(command.classPath()));
            line.add(Supervised.class.getName());
            line.add(Long.toString(ProcessHandle.current().pid()));
            line.add(command.mainClass());
            line.addAll(command.arguments());
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(command.log().getParent().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(command.log().toFile()))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().putAll(command.environment());
            return new JavaProcess(command.name(), builder.start(), command.log());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.name() + ": " + e.getMessage(), e);
        }
    }

    /** {@return process id} */
    public long pid() {
        return process.pid();
    }

    /** {@return whether it runs} */
    public boolean alive() {
        return process.isAlive();
    }

    /**
     * Waits until something holds.
     *
     * @param ready asked again and again
     * @throws StackException if the process ended or {@link #READY} is over; the message shows the end of its log
     */
    void awaitReady(java.util.function.BooleanSupplier ready) {
        long end = System.nanoTime() + READY.toNanos();
        while (true) {
            if (!alive()) {
                throw new StackException(name + " ended with exit code " + process.exitValue() + ":\n" + logTail());
            }
            if (ready.getAsBoolean()) {
                return;
            }
            if (System.nanoTime() > end) {
                close();
                throw new StackException(name + " was not ready after " + READY.toSeconds() + " s:\n" + logTail());
            }
            pause();
        }
    }

    /**
     * Asks it to end, and ends it after a while if it does not.
     *
     * @param grace how long it may take
     */
    public void stop(Duration grace) {
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(10));
    }

    /** {@return how it ended, with the last line of its log; for people} */
    public String ending() {
        int code = process.exitValue();
        String how = code > SIGNALS ? "signal " + (code - SIGNALS) : "exit code " + code;
        // What is indented belongs to a stack trace; what went wrong stands above it.
        return logTail()
                .lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .reduce((earlier, later) -> later)
                .map(line -> how + "; its log ends: " + line.substring(0, Math.min(line.length(), LONGEST_LINE)))
                .orElse(how);
    }

    /** {@return the last lines of its log} */
    public String logTail() {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            // A log may be long, and this process small.
            Deque<String> last = new ArrayDeque<>();
            lines.forEach(line -> {
                last.add(line);
                if (last.size() > TAIL_LINES) {
                    last.remove();
                }
            });
            return String.join("\n", last);
        } catch (IOException e) {
            return "(no log)";
        }
    }

    /** A class path is a list, whose separator nothing escapes. */
    private static String classPath(List<String> paths) {
        List<String> all = new ArrayList<>(List.of(own().toString()));
        all.addAll(paths);
        for (String each : all) {
            if (each.contains(File.pathSeparator)) {
                throw new StackException("the path " + each + " has a '" + File.pathSeparator
                        + "', at which Java splits class paths; move the project to a folder without one");
            }
        }
        return String.join(File.pathSeparator, all);
    }

    /**
     * Native libraries are unpacked into the temporary folder and loaded from there, which systems may forbid for the one that all
     * share. What a killed predecessor left is removed.
     */
    private static Path temporary(Command command) throws IOException {
        Path folder = command.log().resolveSibling(command.name() + ".tmp");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    /** Where this class lies: a path, not the URL that it is told as. */
    private static Path own() {
        try {
            return Path.of(Supervised.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of a loaded class is a URI", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for a process");
        }
    }
}
