package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.local.bench.JobQueueBenchmark;
import io.learngene.local.client.FoundryException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        description =
                "Times the job queue from queueing to the announced result: the services' own loops on a broker and a store of"
                        + " their own, with work that only waits; then counts lost jobs and jobs that were done twice.")
final class BenchJobsCommand implements Callable<Integer> {

    @Option(names = "--jobs", description = "Timed jobs (default: ${DEFAULT-VALUE}).")
    private int jobs = 5000;

    @Option(names = "--milliseconds", description = "Work of a job (default: ${DEFAULT-VALUE}).")
    private int milliseconds = 10;

    @Option(names = "--workers", description = "Workers (default: ${DEFAULT-VALUE}).")
    private int workers = 4;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Numbers.positive("--jobs", jobs);
        Numbers.positive("--workers", workers);
        Numbers.atLeast(0, "--milliseconds", milliseconds);
        try (TemporaryFolder folder = new TemporaryFolder();
                JobQueueBenchmark benchmark = new JobQueueBenchmark(folder.path(), Duration.ofMillis(milliseconds))) {
            JobQueueBenchmark.Report r = benchmark.run(jobs, workers);
            System.out.println(
                    json
                            ? new String(Json.write(r), StandardCharsets.UTF_8)
                            : String.format(
                                    Locale.ROOT,
                                    "%.0f jobs/s of %d ms on %d workers: %d in %.1f s, %d lost, %d done twice",
                                    r.jobsPerSecond(),
                                    milliseconds,
                                    workers,
                                    r.jobs(),
                                    r.seconds(),
                                    r.lost(),
                                    r.doneTwice()));
            return r.lost() == 0 && r.doneTwice() == 0 ? 0 : FoundryException.FAILED;
        }
    }
}
