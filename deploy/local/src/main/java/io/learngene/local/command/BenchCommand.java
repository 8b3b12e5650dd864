package io.learngene.local.command;

import picocli.CommandLine.Command;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures this machine: training steps, evaluation, packing, expansion, submissions.",
        subcommands = {
            BenchTrainCommand.class,
            BenchEvaluateCommand.class,
            BenchTuneCommand.class,
            BenchExpandCommand.class,
            BenchQueueCommand.class
        })
final class BenchCommand {}
