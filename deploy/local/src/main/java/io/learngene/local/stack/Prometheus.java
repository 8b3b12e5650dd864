package io.learngene.local.stack;

import io.learngene.contracts.Json;
import io.learngene.stack.ForeignProgram;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.Repository;
import io.learngene.stack.StackException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Prometheus beside the local stack, where it is installed: the configuration, rules and alerts of {@code deploy/prometheus}, and the
 * services of this stack as targets. Its data lie in the state folder.
 */
public final class Prometheus {

    private static final String PROGRAM = "prometheus";
    /** Between two looks at the services. */
    private static final String APART = "15s";
    /** Trainings that somebody tries here may last seconds. */
    private static final String LOCALLY_APART = "2s";

    private Prometheus() {}

    /** {@return the installed program; empty if there is none} */
    public static Optional<Path> program() {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it.
     *
     * @param settings where the stack lives and listens
     * @return the process
     * @throws StackException if it is not installed, or its files cannot be written
     */
    static JavaProcess launch(StackSettings settings) {
        String program = program()
                .map(Path::toString)
                .orElseThrow(() -> new StackException("prometheus is not installed, or not on the PATH; on Debian:"
                        + " apt-get install prometheus; or start the stack without --with-prometheus"));
        Path folder = settings.state().toAbsolutePath().resolve("prometheus");
        try {
            configure(folder, settings);
        } catch (IOException e) {
            throw new StackException("cannot write the configuration of prometheus: " + e.getMessage());
        }
        return JavaProcess.start(new JavaProcess.Command(
                PROGRAM,
                List.of(),
                ForeignProgram.class.getName(),
                List.of("-Xms4m", "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(
                        program,
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + settings.prometheusPort()),
                Map.of(),
                settings.state().toAbsolutePath().resolve("logs").resolve(PROGRAM + ".log")));
    }

    private static void configure(Path folder, StackSettings settings) throws IOException {
        Path source = Repository.root().resolve("deploy/prometheus");
        Path targets = Files.createDirectories(folder.resolve("targets"));
        for (String file : List.of("recording.yml", "alerts.yml")) {
            Files.copy(source.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        String configuration = Files.readString(source.resolve("prometheus.yml"));
        Files.writeString(folder.resolve("prometheus.yml"), configuration.replace(APART, LOCALLY_APART));
        Files.write(
                targets.resolve("foundry.json"),
                Json.write(Service.ALL.stream()
                        .map(service -> Map.of(
                                "targets",
                                List.of("127.0.0.1:" + service.port().applyAsInt(settings)),
                                "labels",
                                Map.of("service", service.name())))
                        .toList()));
    }
}
