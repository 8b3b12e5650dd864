package io.learngene.worker;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.training.Progress;
import io.learngene.engine.training.TrainingListener;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The meters of trainings, by kind of job and phase, and of checkpoints. */
public final class TrainingMetrics {

    /** The ways of a checkpoint. */
    enum Way {
        /** From memory into a local file; the training waits for it. */
        WRITE,
        /** Into the store, beside the training. */
        SEND,
        /** Out of the store. */
        FETCH
    }

    /** Why a checkpoint did not get into the store. */
    enum Drop {
        /** A newer one was written before its turn came. */
        SUPERSEDED,
        /** The store did not take it. */
        FAILED
    }

    private final MeterRegistry registry;
    private final Tags pool;

    /**
     * @param registry where the meters live
     * @param pool pool whose jobs this worker takes
     */
    public TrainingMetrics(MeterRegistry registry, String pool) {
        this.registry = registry;
        this.pool = Tags.of(Meters.POOL, pool);
        for (Way way : Way.values()) {
            timer(way);
        }
        for (Drop drop : Drop.values()) {
            drops(drop);
        }
    }

    /**
     * @param kind kind of the job that trains
     * @param phase what it trains, in the words of its method
     * @param next hears all that is measured
     * @return the meters of one run of the phase
     */
    Phase phase(String kind, String phase, TrainingListener next) {
        return new Phase(pool.and(Meters.KIND, kind, Meters.PHASE, phase), next);
    }

    void checkpoint(Way way, long nanoseconds) {
        timer(way).record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    void dropped(Drop drop) {
        drops(drop).increment();
    }

    private Timer timer(Way way) {
        return Timer.builder(Meters.CHECKPOINT)
                .description("checkpoints and how long they took on their way")
                .tags(pool)
                .tag("way", way.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter drops(Drop drop) {
        return Counter.builder(Meters.CHECKPOINTS_DROPPED)
                .description("checkpoints that did not get into the store")
                .tags(pool)
                .tag(Meters.REASON, drop.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** One run of a phase; what is shown of a running training is gone when it ends. */
    final class Phase implements TrainingListener, AutoCloseable {

        private final Tags tags;
        private final TrainingListener next;
        private final Counter samples;
        private final Counter device;
        private final Counter dataWait;
        private final Counter nonFinite;
        private final AtomicReference<Double> loss = new AtomicReference<>();
        private final Map<String, AtomicReference<Double>> scores = new HashMap<>();
        private final List<Meter> shown = new ArrayList<>();

        private Phase(Tags tags, TrainingListener next) {
            this.tags = tags;
            this.next = next;
            this.samples = counter(Meters.TRAINING_SAMPLES, "images that were trained on, with repetition", null);
            this.device = counter(
                    Meters.TRAINING_DEVICE, "wall-clock seconds of training steps, evaluation not counted", "seconds");
            this.dataWait =
                    counter(Meters.TRAINING_DATA_WAIT, "seconds that training steps waited for images", "seconds");
            this.nonFinite =
                    counter(Meters.TRAINING_NON_FINITE, "trainings that ended because the loss overflowed", null);
        }

        private Counter counter(String name, String description, String unit) {
            return Counter.builder(name)
                    .description(description)
                    .baseUnit(unit)
                    .tags(tags)
                    .register(registry);
        }

        @Override
        public void step(int images, double seconds, double waited) {
            samples.increment(images);
            device.increment(seconds);
            dataWait.increment(waited);
            next.step(images, seconds, waited);
        }

        @Override
        public void progress(Progress progress) {
            lossIs(progress.loss());
            next.progress(progress);
        }

        @Override
        public void epoch(EpochResult result) {
            lossIs(result.trainLoss());
            scoresAre(result.evaluated());
            next.epoch(result);
        }

        @Override
        public void checkpointPassedOver(String checkpoint, String reason) {
            next.checkpointPassedOver(checkpoint, reason);
        }

        @Override
        public void balanced(int[] perClass) {
            next.balanced(perClass);
        }

        @Override
        public void precisionInSoftware(Precision precision) {
            next.precisionInSoftware(precision);
        }

        void lossOverflowed() {
            nonFinite.increment();
        }

        private void lossIs(Double value) {
            if (value != null && loss.getAndSet(value) == null) {
                show(Meters.TRAINING_LOSS, "mean loss of the running training since its last report", tags, loss);
            }
        }

        private void scoresAre(Scores evaluated) {
            evaluated.scores().forEach((name, value) -> {
                AtomicReference<Double> known = scores.computeIfAbsent(name, n -> new AtomicReference<>());
                if (known.getAndSet(value) == null) {
                    Tags labels = tags.and("score", name);
                    show(Meters.TRAINING_SCORE, "newest scores of the running training", labels, known);
                }
            });
        }

        private void show(String name, String description, Tags labels, AtomicReference<Double> value) {
            shown.add(Gauge.builder(name, value, AtomicReference::get)
                    .description(description)
                    .tags(labels)
                    .register(registry));
        }

        @Override
        public void close() {
            shown.forEach(registry::remove);
        }
    }
}
