package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.local.client.FoundryException;
import io.learngene.local.soak.Soak;
import io.learngene.local.soak.SoakReport;
import io.learngene.local.stack.LocalStack;
import io.learngene.local.stack.RunningStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Breaks the parts of a stack of its own while it is at work on jobs of all kinds: kills, ends and stops them, and cuts,",
            "refuses, hangs and slows their connections to broker and store. Then lets the work end and checks every topic and",
            "the store: nothing lost, nothing done twice, nothing left over."
        },
        footer = {
            "",
            "The same seed asks for the same work and breaks the same things in the same order.",
            "Example: foundry soak --minutes 30 --seed 7"
        })
final class SoakCommand implements Callable<Integer> {

    private static final int SEEDS = 1_000_000;

    @Option(names = "--minutes", paramLabel = "N", description = "How long things break (default: ${DEFAULT-VALUE}).")
    private int minutes = 10;

    @Option(names = "--seed", paramLabel = "N", description = "What is broken when (default: any; it is told).")
    private Long seed;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description =
                    "Folder of the stack, empty or new (default: a temporary one, which stays where something is wrong).")
    private Path state;

    @Option(
            names = "--json",
            description = "Print the report as JSON on the last line; progress goes to standard error.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Numbers.positive("--minutes", minutes);
        if (seed != null && seed < 0) {
            throw new FoundryException(FoundryException.USAGE, "--seed: " + seed + "; give 0 or more");
        }
        long chosen = seed == null ? new SecureRandom().nextInt(SEEDS) : seed;
        if (state == null) {
            return inTemporaryFolder(chosen);
        }
        return run(empty(StackOptions.folder("--state", state)), chosen);
    }

    private int inTemporaryFolder(long chosen) throws Exception {
        TemporaryFolder folder = new TemporaryFolder("foundry-soak");
        boolean well = false;
        try {
            int code = run(folder.path(), chosen);
            well = code == 0;
            return code;
        } finally {
            if (well) {
                folder.close();
            } else {
                System.err.println("foundry: the topics, objects and logs stay in " + folder.path());
            }
        }
    }

    private int run(Path folder, long chosen) throws InterruptedException {
        long begun = System.nanoTime();
        System.err.println("foundry: seed " + chosen + ", state " + folder);
        SoakReport report = new Soak(
                        chosen,
                        Duration.ofMinutes(minutes),
                        line -> System.err.println(
                                Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s  " + line))
                .run(folder);
        System.out.println(json ? new String(Json.write(report), StandardCharsets.UTF_8) : report.text());
        return report.wrong().isEmpty() ? 0 : FoundryException.FAILED;
    }

    /** What is found at the end has to be of this soak. */
    private static Path empty(Path folder) throws java.io.IOException {
        Path absolute = folder.toAbsolutePath();
        if (RunningStack.find(absolute).isPresent() || Files.exists(absolute.resolve("broker"))) {
            throw new FoundryException(
                    FoundryException.USAGE, "--state: a stack was started in " + absolute + "; give an empty folder");
        }
        LocalStack.requireRoom(absolute);
        return absolute;
    }
}
