package io.learngene.local.command;

import io.learngene.local.stack.RunningStack;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends the local stack. Running jobs save what they have and go on after the next foundry up.")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options;

    @Override
    public Integer call() {
        Optional<RunningStack> running = RunningStack.find(options.state());
        if (running.isEmpty()) {
            System.out.println("no stack runs on " + options.state());
            return 0;
        }
        running.get().stop(options.state(), Duration.ofSeconds(60));
        System.out.println("the stack has ended; its state stays in " + options.state());
        return 0;
    }
}
