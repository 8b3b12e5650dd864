package io.learngene.runtime.observability;

import io.learngene.contracts.artefact.ResultSummary;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** The meters of job work. Those of a kind are there from the start, so that a rate is known of what has not happened yet. */
public final class JobMetrics {

    private static final Duration[] DURATIONS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(2),
        Duration.ofHours(8),
        Duration.ofDays(1)
    };

    private static final List<String> USUAL_OUTCOMES = List.of("succeeded", "retried", "failed");

    /** What became of a renewal. */
    public enum Renewal {
        /** The lock lasts its whole duration again. */
        RENEWED,
        /** It is tried again while the lock lasts. */
        FAILED,
        /** Another worker may have the job. */
        LOST
    }

    /** What this worker does of one kind. */
    private static final class Doing {
        private volatile int jobs;
        private volatile double silence;
    }

    private final MeterRegistry registry;
    private final Tags pool;
    private final Map<String, Doing> doing = new ConcurrentHashMap<>();

    /**
     * @param registry where the meters live
     * @param pool pool whose jobs this worker takes
     */
    public JobMetrics(MeterRegistry registry, String pool) {
        this.registry = registry;
        this.pool = Tags.of(Meters.POOL, pool);
    }

    /**
     * @param kinds kinds of jobs that this worker takes
     * @param decisions what may be done with a record
     */
    public void takes(Collection<String> kinds, Collection<String> decisions) {
        for (String kind : kinds) {
            doing(kind);
            deaths(kind);
            flops(kind);
            decisions.forEach(decision -> taken(kind, decision));
            USUAL_OUTCOMES.forEach(outcome -> attempts(kind, outcome));
        }
        for (Renewal each : Renewal.values()) {
            renewals(each);
        }
    }

    /**
     * @param kind kind of the job
     * @param decision what is done with its record
     */
    public void decided(String kind, String decision) {
        taken(kind, decision).increment();
    }

    /**
     * Somebody had the record before and ended without a word.
     *
     * @param kind kind of the job
     */
    public void died(String kind) {
        deaths(kind).increment();
    }

    /**
     * @param kind kind of the job
     */
    public void started(String kind) {
        Doing started = doing(kind);
        started.silence = 0;
        started.jobs = 1;
    }

    /**
     * @param kind kind of the running job
     * @param silence how long it has shown no sign of progress
     */
    public void silent(String kind, Duration silence) {
        doing(kind).silence = silence.toMillis() / 1e3;
    }

    /**
     * @param kind kind of the job
     * @param outcome how it ended
     * @param duration how long it took
     */
    public void ended(String kind, String outcome, Duration duration) {
        doing(kind).jobs = 0;
        attempts(kind, outcome).record(duration);
    }

    /**
     * @param kind kind of the job
     * @param result what this worker published
     */
    public void published(String kind, ResultSummary result) {
        flops(kind).increment(operations(result));
    }

    /**
     * @param renewal what became of a renewal
     */
    public void renewal(Renewal renewal) {
        renewals(renewal).increment();
    }

    /** Operations that nobody knows are not counted. A model that was trained on the way is, whoever pays for it in a comparison. */
    private static double operations(ResultSummary result) {
        if (result instanceof ResultSummary.Learned learned) {
            return known(learned.flops())
                    + learned.predecessors().stream()
                            .filter(each -> !each.counted())
                            .mapToDouble(each -> known(each.flops()))
                            .sum();
        }
        return result instanceof ResultSummary.Trained trained
                ? known(trained.epochFlops()) * trained.curve().epochs()
                : 0;
    }

    private static double known(Double flops) {
        return flops == null ? 0 : flops;
    }

    private Doing doing(String kind) {
        return doing.computeIfAbsent(kind, k -> {
            Doing none = new Doing();
            gauge(Meters.WORKER_JOBS, k, none, each -> each.jobs)
                    .description("jobs that this worker is on: none or one")
                    .register(registry);
            gauge(Meters.WORKER_SILENCE, k, none, each -> each.jobs == 0 ? 0 : each.silence)
                    .description("seconds in which the running job has shown no sign of progress")
                    .baseUnit("seconds")
                    .register(registry);
            return none;
        });
    }

    private Gauge.Builder<Doing> gauge(String name, String kind, Doing doing, ToDoubleFunction<Doing> value) {
        return Gauge.builder(name, doing, value)
                .tags(pool.and(Meters.KIND, kind))
                .strongReference(true);
    }

    private Timer attempts(String kind, String outcome) {
        return Timer.builder(Meters.JOB)
                .description("attempts and how long they took")
                .tags(pool.and(Meters.KIND, kind, Meters.OUTCOME, outcome))
                .serviceLevelObjectives(DURATIONS)
                .register(registry);
    }

    private Counter taken(String kind, String decision) {
        return Counter.builder(Meters.JOB_TAKEN)
                .description("records of jobs that were taken, by what was decided")
                .tags(pool.and(Meters.KIND, kind, "decision", decision))
                .register(registry);
    }

    private Counter deaths(String kind) {
        return Counter.builder(Meters.JOB_DEATHS)
                .description("runs that ended without a word: the worker died or lost the job")
                .tags(pool.and(Meters.KIND, kind))
                .register(registry);
    }

    private Counter flops(String kind) {
        return Counter.builder(Meters.JOB_FLOPS)
                .description("floating point operations of the trainings of published results")
                .tags(pool.and(Meters.KIND, kind))
                .register(registry);
    }

    private Counter renewals(Renewal renewal) {
        return Counter.builder(Meters.LOCK_RENEWALS)
                .description("renewals of the lock on a job's record")
                .tags(pool)
                .tag(Meters.OUTCOME, renewal.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
