package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as a user runs it: a process with its own exit code and streams. */
public final class CommandLine {

    private final Path state;
    private final Path directory;
    private final Map<String, String> environment;

    /** @param state folder of the stack that is meant */
    public CommandLine(Path state) {
        this(state, Repository.root());
    }

    /**
     * @param state folder of the stack that is meant
     * @param directory where the user is
     */
    public CommandLine(Path state, Path directory) {
        this(state, directory, Map.of());
    }

    /**
     * @param state folder of the stack that is meant
     * @param directory where the user is
     * @param environment variables beside those of this process
     */
    public CommandLine(Path state, Path directory, Map<String, String> environment) {
        this.state = state;
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * What a command did.
     *
     * @param code exit code
     * @param out standard output
     * @param err standard error
     */
    public record Outcome(int code, String out, String err) {

        public Outcome succeeded() {
            assertThat(code).as(out + err).isZero();
            return this;
        }

        public JsonNode json() {
            String[] lines = out.strip().split("\n");
            return Json.read(lines[lines.length - 1].getBytes(StandardCharsets.UTF_8), JsonNode.class);
        }
    }

    /**
     * @param state folder of a stack that is not there yet
     * @param directory where the user is
     * @return the command line of that stack, which runs in the background
     */
    public static CommandLine up(Path state, Path directory) throws IOException {
        useFreePorts(Files.createDirectory(state));
        CommandLine foundry = new CommandLine(state, directory);
        foundry.run("up", "--detach").succeeded();
        return foundry;
    }

    /** Whoever starts a stack there starts it beside those of other tests. */
    static void useFreePorts(Path state) throws IOException {
        Files.writeString(
                state.resolve("foundry.properties"),
                "broker.port=0\nstore.port=0\ngateway.port=0\ndistiller.port=0\nexpander.port=0\ntuner.port=0\n");
    }

    static boolean alive(long process) {
        return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    }

    public Outcome run(String... arguments) {
        return run(List.of(arguments));
    }

    public Outcome run(List<String> arguments) {
        try {
            Path folder = Files.createTempDirectory("foundry-command");
            Process process = start(folder, arguments);
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("foundry " + String.join(" ", arguments) + " did not end");
            }
            Outcome outcome = new Outcome(
                    process.exitValue(),
                    Files.readString(folder.resolve("out")),
                    Files.readString(folder.resolve("err")));
            Files.delete(folder.resolve("out"));
            Files.delete(folder.resolve("err"));
            Files.delete(folder);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a command; its streams go into the files {@code out} and {@code err} of the folder. */
    Process start(Path folder, List<String> arguments) throws IOException {
        Path target = Repository.root().resolve("deploy/local/target");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfoundry.root=" + Repository.root(),
                "-cp",
                target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                "io.learngene.local.command.Foundry"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("FOUNDRY_HOME", state.toString());
        builder.environment().remove("FOUNDRY_GATEWAY");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
