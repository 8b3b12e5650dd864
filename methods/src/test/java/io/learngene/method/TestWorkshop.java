package io.learngene.method;

import io.learngene.contracts.Topics;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.StopSignal;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.LocalCache;
import io.learngene.worker.Datasets;
import io.learngene.worker.StoredAncestors;
import io.learngene.worker.TorchRuntime;
import io.learngene.worker.TrainingMetrics;
import io.learngene.worker.Workshop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A workshop over folders, and the context of one run in it; no message leaves it. */
public final class TestWorkshop {

    /** What time it is. */
    public static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private static final TorchRuntime TORCH = new TorchRuntime("cpu", 1);

    private TestWorkshop() {}

    /**
     * @param folder an empty folder
     * @return a workshop
     */
    public static Workshop in(Path folder) {
        FolderStore store = new FolderStore(folder.resolve("store"));
        store.prepare();
        LocalCache cache = new LocalCache(store, folder.resolve("cache"), 1L << 30);
        return new Workshop(
                store,
                cache,
                new Datasets(store, cache),
                new StoredAncestors(store, cache, false),
                TORCH,
                null,
                new TrainingMetrics(new SimpleMeterRegistry(), Topics.DEFAULT_POOL),
                InstantSource.fixed(NOW));
    }

    /** The context of one run. */
    public static final class Run implements JobContext {

        private final Path directory;
        private final String prefix;
        private final StopSignal stop = new StopSignal();
        private final List<TrainingPoint> points = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        /**
         * @param folder where it may work
         * @param name name of the run
         * @throws IOException if the folder cannot be made
         */
        public Run(Path folder, String name) throws IOException {
            this(folder, name, "jobs/test/runs/" + name + "/");
        }

        /**
         * @param folder where it may work
         * @param name name of the run
         * @param prefix of what it writes into the store
         * @throws IOException if the folder cannot be made
         */
        public Run(Path folder, String name, String prefix) throws IOException {
            this.directory = Files.createDirectories(folder.resolve("work").resolve(name));
            this.prefix = prefix;
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public String runPrefix() {
            return prefix;
        }

        @Override
        public StopSignal stop() {
            return stop;
        }

        @Override
        public void report(TrainingPoint point) {
            points.add(point);
        }

        @Override
        public void warn(String message) {
            warnings.add(message);
        }

        @Override
        public Path workDirectory() {
            return directory;
        }

        /** {@return what was reported} */
        public List<TrainingPoint> points() {
            return points;
        }

        /** {@return what was warned of} */
        public List<String> warnings() {
            return warnings;
        }
    }
}
