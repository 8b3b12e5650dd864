package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.local.client.FoundryException;
import io.learngene.local.output.FamilyTable;
import io.learngene.local.stack.Restarts;
import io.learngene.local.stack.RunningStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Shows whether the local stack runs, its processes, their memory, and how often each was started again."
                        + " Exit code 3 if it does not.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Optional<RunningStack> running = RunningStack.find(options.state());
        if (running.isEmpty()) {
            System.out.println(json ? "{\"running\":false}" : "no stack runs on " + options.state());
            return FoundryException.UNREACHABLE;
        }
        RunningStack stack = running.get();
        if (json) {
            System.out.println(new String(Json.write(stack), StandardCharsets.UTF_8));
            return 0;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"process", "pid", "resident MB", "restarts"});
        rows.add(row("supervisor", stack.pid(), Restarts.NONE));
        stack.processes()
                .forEach((name, pid) -> rows.add(row(name, pid, stack.restarts().getOrDefault(name, Restarts.NONE))));
        System.out.print(FamilyTable.aligned(rows));
        stack.restarts().forEach((name, restarts) -> {
            if (restarts.reason() != null) {
                System.out.println("\nthe " + name + " ended by itself last of: " + restarts.reason());
            }
        });
        if (stack.prometheus() != null) {
            System.out.println("\nprometheus " + stack.prometheus());
        }
        System.out.println(
                "\nconsole " + stack.gateway() + "\nbroker  " + stack.broker() + "\nstore   " + stack.store());
        return 0;
    }

    private static String[] row(String name, long pid, Restarts restarts) {
        return new String[] {name, Long.toString(pid), resident(pid), Integer.toString(restarts.count())};
    }

    private static String resident(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line ->
                            String.format(Locale.ROOT, "%.0f", Double.parseDouble(line.replaceAll("\\D", "")) / 1024))
                    .findFirst()
                    .orElse("?");
        } catch (IOException e) {
            return "gone";
        }
    }
}
