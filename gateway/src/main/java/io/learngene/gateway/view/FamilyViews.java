package io.learngene.gateway.view;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.ResultSummary.Expected;
import io.learngene.contracts.artefact.ResultSummary.Generated;
import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Model;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Line;
import io.learngene.contracts.job.Role;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.Diagnoses;
import io.learngene.contracts.view.FamilySummary;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.Finding;
import io.learngene.contracts.view.JobView;
import io.learngene.contracts.view.TrainedRow;
import io.learngene.contracts.view.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is shown of a family, derived from its state and the same for every method. */
public final class FamilyViews {

    /** Longest chain of jobs that wait for one another; a longer one is no chain. */
    private static final int MOST_LEADERS = 8;

    private final FamilyState state;
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, Expected> expected = new LinkedHashMap<>();
    /** Of expected jobs by id: that of the job which made them known. */
    private final Map<String, Priority> priorities = new HashMap<>();
    /** Ids of expected jobs by group and name of what they train. */
    private final Map<String, Map<String, String>> trainings = new HashMap<>();

    private final Map<String, JobState> jobs;
    /** By group and name. */
    private final Map<String, Map<String, Trained>> trained = new TreeMap<>();

    private Learned learngene;
    private final List<JobView> views;

    private FamilyViews(FamilyState state) {
        this.state = state;
        this.jobs = new LinkedHashMap<>(state.jobs());
        state.jobs().values().forEach(this::take);
        // They are known from here on, even where their own records were not seen yet.
        expected.forEach((id, job) ->
                jobs.put(id, jobs.getOrDefault(id, JobState.unknown(id)).expected(job, priorities.get(id))));
        this.views = jobs.values().stream().map(this::view).toList();
    }

    private void take(JobState job) {
        if (job.summary() instanceof Learned made) {
            learngene = made;
        } else if (job.summary() instanceof Generated made) {
            made.models().forEach(model -> models.put(model.name(), model));
            made.jobs().forEach(each -> expect(each, job.priority()));
        } else if (job.summary() instanceof Trained made) {
            trained.computeIfAbsent(made.group(), group -> new LinkedHashMap<>())
                    .put(made.name(), made);
        }
    }

    private void expect(Expected job, Priority priority) {
        String id = state.family() + "/" + job.path();
        expected.put(id, job);
        priorities.put(id, Priority.or(priority));
        trainings.computeIfAbsent(job.group(), group -> new HashMap<>()).put(job.name(), id);
    }

    /**
     * @param state a family
     * @return its view with all jobs
     */
    public static FamilyView of(FamilyState state) {
        return new FamilyViews(state).view();
    }

    /**
     * @param view a family
     * @return its line in a list
     */
    static FamilySummary summary(FamilyView view) {
        return new FamilySummary(
                view.family(),
                view.state(),
                view.phase(),
                view.error(),
                view.times(),
                view.descendants().size(),
                view.jobs().size(),
                (int) view.jobs().stream().filter(job -> job.state().terminal()).count());
    }

    private FamilyView view() {
        FamilyView.State where = where();
        return new FamilyView(
                state.family(),
                where,
                where.terminal() ? null : phase(),
                where == FamilyView.State.FAILED ? error() : null,
                new FamilyView.Times(
                        state.createdAt(), where.terminal() ? latest() : null, where.terminal() ? null : eta()),
                rows(),
                headline(),
                learngene == null
                        ? FamilyView.Made.NOTHING
                        : new FamilyView.Made(learngene.seconds(), learngene.parameters(), learngene.predecessors()),
                savings(),
                findings(),
                List.copyOf(state.deleted()),
                views);
    }

    private List<Finding> findings() {
        return Diagnoses.of(
                learngene,
                models.keySet().stream()
                        .map(name -> trained(Trained.MODELS, name))
                        .filter(Objects::nonNull)
                        .toList(),
                trained.getOrDefault(Trained.SCRATCH, Map.of()).values());
    }

    private FamilyView.Savings savings() {
        CostComparison cost = cost();
        Double ratio =
                cost == null || cost.ratio() == null ? null : cost.ratio().flops();
        return new FamilyView.Savings(
                ratio, ratio == null ? null : cost.scratchIsLowerBound(), storedParametersRatio());
    }

    private JobView view(JobState job) {
        FamilyState.Sign sign = sign(job);
        JobView.State shown = effective(job, 0);
        return new JobView(
                job.job(),
                state.family(),
                job.kind(),
                job.pool(),
                job.priority(),
                shown,
                shown == JobView.State.QUEUED ? waiting(job) : null,
                job.attempt(),
                shown == JobView.State.RUNNING ? job.run().worker() : null,
                new JobView.Troubles(
                        job.trouble(),
                        job.warnings().count() == 0
                                ? null
                                : (Integer) job.warnings().count(),
                        job.warnings().last()),
                sign.progress(),
                new JobView.Times(
                        job.queuedAt(),
                        job.run() == null ? null : job.run().startedAt(),
                        shown == JobView.State.QUEUED ? sign.waitingSince() : null,
                        job.endedAt()));
    }

    /** {@return why a job waits, as far as its family tells; null where it lies in the queue, or will in a moment} */
    private Waiting waiting(JobState job) {
        Instant silentSince = sign(job).waitingSince();
        if (silentSince != null) {
            return new Waiting(
                    Waiting.Reason.SILENCE,
                    "nothing was heard of its worker, " + job.run().worker() + ", since " + silentSince
                            + "; another one gets it when its lock has ended",
                    null,
                    null);
        }
        if (job.queuedAt() == null) {
            return expected.containsKey(job.job()) ? ofItsFamily(job, expected.get(job.job())) : null;
        }
        Instant until = job.attempts().pausedUntil();
        return until == null
                ? null
                : new Waiting(
                        Waiting.Reason.PAUSE,
                        "pauses until " + until + ", because attempt "
                                + job.attempts().endedAttempt() + " failed",
                        null,
                        until);
    }

    private Waiting ofItsFamily(JobState job, Expected said) {
        JobState leader = said.after() == null ? null : jobs.get(state.family() + "/" + said.after());
        if (leader != null && leader.state() != JobView.State.SUCCEEDED) {
            return new Waiting(Waiting.Reason.FOLLOWS, "follows from " + leader.job(), null, null);
        }
        long before = expected.keySet().stream()
                .takeWhile(id -> !id.equals(job.job()))
                .map(jobs::get)
                .filter(each -> !each.state().terminal()
                        && job.kind().equals(each.kind())
                        && job.pool().equals(each.pool()))
                .count();
        return before == 0
                ? null
                : new Waiting(
                        Waiting.Reason.TURN,
                        before + " of its family " + (before == 1 ? "is" : "are") + " before it, of which at most "
                                + Line.ABREAST + " are in the queue at a time, so that others get their turn",
                        null,
                        null);
    }

    private FamilyState.Sign sign(JobState job) {
        return state.signs().getOrDefault(job.job(), FamilyState.Sign.NONE);
    }

    /**
     * A cancelled job that no worker has begun will not be begun, so it is shown as cancelled at once; one whose worker is silent waits
     * for another.
     */
    private JobView.State effective(JobState job, int leaders) {
        boolean lost = job.state() == JobView.State.RUNNING && sign(job).waitingSince() != null;
        if (job.state() != JobView.State.QUEUED && !lost) {
            return job.state();
        }
        boolean unwanted = job.cancelled() || state.own().cancelled();
        return unwanted || job.queuedAt() == null && leaderEndedBadly(job, leaders)
                ? JobView.State.CANCELLED
                : JobView.State.QUEUED;
    }

    /** {@return whether a job follows from one that will not succeed} */
    private boolean leaderEndedBadly(JobState job, int leaders) {
        Expected said = expected.get(job.job());
        JobState leader = said == null || said.after() == null ? null : jobs.get(state.family() + "/" + said.after());
        if (leader == null || leaders >= MOST_LEADERS) {
            return false;
        }
        JobView.State stands = effective(leader, leaders + 1);
        return stands == JobView.State.FAILED || stands == JobView.State.CANCELLED;
    }

    private FamilyView.State where() {
        boolean unwanted = state.own().cancelled();
        if (jobs.isEmpty()) {
            return unwanted ? FamilyView.State.CANCELLED : FamilyView.State.QUEUED;
        }
        if (views.stream().allMatch(view -> view.state().terminal())) {
            boolean expansionKnown = jobs.values().stream().anyMatch(job -> job.role() == Role.EXPAND);
            boolean learned = jobs.values().stream()
                    .anyMatch(job -> job.role() == Role.LEARN && job.state() == JobView.State.SUCCEEDED);
            return learned && !expansionKnown && !unwanted
                    ? FamilyView.State.RUNNING
                    : ended(unwanted && !expansionKnown);
        }
        return views.stream().allMatch(view -> view.state() == JobView.State.QUEUED)
                ? FamilyView.State.QUEUED
                : FamilyView.State.RUNNING;
    }

    /**
     * {@return what is done now, of a family that is not at its end: the kind of the job that runs, else of one that waits, and of several
     * the one that is furthest; null where only facts of them were seen} Behind a learngene follows an expansion, whose kind is known
     * when it is queued.
     */
    private String phase() {
        if (!jobs.isEmpty() && views.stream().allMatch(view -> view.state().terminal())) {
            return Role.EXPAND.name().toLowerCase(Locale.ROOT);
        }
        return furthest(JobView.State.RUNNING)
                .or(() -> furthest(JobView.State.QUEUED))
                .orElse(null);
    }

    private Optional<String> furthest(JobView.State stands) {
        return views.stream()
                .filter(view -> view.state() == stands && view.kind() != null)
                .max(Comparator.comparing(
                        (JobView view) -> Vocabulary.kinds().get(view.kind()),
                        Comparator.nullsFirst(Comparator.naturalOrder())))
                .map(JobView::kind);
    }

    /** {@return the score of the table; null before there is one} */
    private Score headline() {
        String name = learngene == null ? null : learngene.headline();
        return Stream.concat(
                        Stream.ofNullable(name),
                        trained.values().stream()
                                .flatMap(models -> models.values().stream())
                                .map(model -> model.curve().headline()))
                .findFirst()
                .map(Vocabulary::score)
                .orElse(null);
    }

    private FamilyView.State ended(boolean stoppedBetween) {
        if (views.stream().anyMatch(view -> view.state() == JobView.State.FAILED)) {
            return FamilyView.State.FAILED;
        }
        boolean stopped = views.stream().anyMatch(view -> view.state() == JobView.State.CANCELLED);
        return stopped || stoppedBetween ? FamilyView.State.CANCELLED : FamilyView.State.DONE;
    }

    private String error() {
        return views.stream()
                .filter(view -> view.state() == JobView.State.FAILED)
                .map(view -> view.job() + ": " + view.troubles().error())
                .findFirst()
                .orElse(null);
    }

    private Instant latest() {
        return views.stream()
                .map(view -> view.times().endedAt())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /**
     * Seconds until the family is done, as far as can be told: what is left of the jobs that run, and of the models that wait
     * at the pace of those before them, by parameters times epochs or steps.
     */
    private Double eta() {
        Double running = views.stream()
                .filter(view -> view.state() == JobView.State.RUNNING && view.progress() != null)
                .map(view -> view.progress().readings().etaSeconds())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        double done = 0;
        double seconds = 0;
        double waiting = 0;
        for (JobView view : views) {
            Expected said = expected.get(view.job());
            Model model = said == null ? null : models.get(said.name());
            if (model == null) {
                continue;
            }
            boolean inSteps = said.steps() != null;
            double work = (double) model.parameters() * (inSteps ? said.steps() : said.epochs());
            TrainingPoint progress = view.progress();
            if (jobs.get(view.job()).summary() instanceof Trained made) {
                done += inSteps
                        ? work
                        : (double) model.parameters() * made.curve().epochs();
                seconds += made.seconds();
            } else if (view.state() == JobView.State.QUEUED) {
                waiting += work;
            } else if (view.state() == JobView.State.RUNNING
                    && progress != null
                    && progress.position().steps() > 0) {
                done += work * progress.position().step() / progress.position().steps();
                seconds += Math.max(
                        0,
                        Duration.between(view.times().startedAt(), progress.at())
                                .toSeconds());
            }
        }
        if (done == 0 || waiting == 0) {
            return running;
        }
        long workers = Math.max(
                1,
                views.stream()
                        .filter(view -> view.state() == JobView.State.RUNNING)
                        .count());
        return (running == null ? 0 : running) + waiting * seconds / done / workers;
    }

    private List<DescendantRow> rows() {
        return models.values().stream()
                .map(this::row)
                .sorted(Comparator.comparingInt(DescendantRow::depth).thenComparing(DescendantRow::name))
                .toList();
    }

    private DescendantRow row(Model model) {
        Trained tuned = trained(Trained.MODELS, model.name());
        Trained scratch = trained(Trained.SCRATCH, model.name());
        Map<String, TrainedRow> baselines = baselines(model.name());
        Saving saving = tuned == null || scratch == null
                ? null
                : Saving.of(tuned, trained(Trained.FITTED, model.name()), scratch);
        return new DescendantRow(
                model.name(),
                model.depth(),
                model.parameters(),
                TrainedRow.of(tuned),
                TrainedRow.of(scratch),
                baselines.isEmpty() ? null : baselines,
                saving == null ? null : saving.share(),
                saving == null ? null : saving.reached(),
                tuning(model.name()));
    }

    /** {@return where a model's tuning stands; without one, the initialisation is all that was asked for} */
    private JobView.State tuning(String model) {
        String job = training(Trained.MODELS, model);
        return job == null ? JobView.State.SUCCEEDED : effective(jobs.get(job), 0);
    }

    private Trained trained(String group, String name) {
        return trained.getOrDefault(group, Map.of()).get(name);
    }

    private Map<String, TrainedRow> baselines(String name) {
        Map<String, TrainedRow> rows = new LinkedHashMap<>();
        trained.forEach((group, models) -> {
            Trained made = models.get(name);
            if (made != null && !group.equals(Trained.MODELS)) {
                rows.put(group.substring(group.indexOf('/') + 1), TrainedRow.of(made));
            }
        });
        return rows;
    }

    /** {@return what training cost; null before every baseline and its twin are finished} */
    private CostComparison cost() {
        List<Trained> tuned = new ArrayList<>();
        List<Trained> scratch = new ArrayList<>();
        for (String name : models.keySet()) {
            Trained model = trained(Trained.MODELS, name);
            Trained twin = trained(Trained.SCRATCH, name);
            boolean compared = twin != null || training(Trained.SCRATCH, name) != null;
            if (compared && (twin == null || model == null || model.curve().end() == null)) {
                return null;
            }
            if (model != null) {
                tuned.add(model);
            }
            if (twin != null) {
                scratch.add(twin);
            }
        }
        List<Trained> fitted =
                List.copyOf(trained.getOrDefault(Trained.FITTED, Map.of()).values());
        return learngene == null ? null : CostComparison.of(learngene, fitted, tuned, scratch);
    }

    /** {@return id of the job that trains a model; null if none is known} */
    private String training(String group, String name) {
        return trainings.getOrDefault(group, Map.of()).get(name);
    }

    private Double storedParametersRatio() {
        if (learngene == null || models.isEmpty()) {
            return null;
        }
        double stored = models.values().stream().mapToDouble(Model::parameters).sum();
        return stored / learngene.parameters();
    }
}
