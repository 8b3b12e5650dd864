package io.learngene.local.command;

import picocli.CommandLine.Command;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures this machine: training steps, evaluation, packing, images, decoding, stored answers, expansion, submissions, jobs.",
        subcommands = {
            BenchTrainCommand.class,
            BenchEvaluateCommand.class,
            BenchTuneCommand.class,
            BenchDataCommand.class,
            BenchDecodeCommand.class,
            BenchPredictCommand.class,
            BenchDistillCommand.class,
            BenchExpandCommand.class,
            BenchQueueCommand.class,
            BenchJobsCommand.class
        })
final class BenchCommand {}
