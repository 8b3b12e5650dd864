package io.learngene.gateway.view;

import io.learngene.contracts.family.Baselines;
import io.learngene.contracts.job.DistillJob;
import io.learngene.contracts.job.ExpandJob;
import io.learngene.contracts.job.TuneJob;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.view.BaselineRow;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is shown of a family, derived from its state. */
public final class FamilyViews {

    private FamilyViews() {}

    /**
     * @param state a family
     * @return its view with all jobs
     */
    public static FamilyView of(FamilyState state) {
        List<JobView> jobs =
                state.jobs().values().stream().map(job -> job(state, job)).toList();
        LearngeneOutcome learngene = state.learngene();
        FamilyView.State where = where(state, jobs);
        CostRatio cost = CostRatio.of(state);
        return new FamilyView(
                state.family(),
                where,
                where == FamilyView.State.FAILED ? error(jobs) : null,
                state.createdAt(),
                where.terminal() ? latest(jobs) : null,
                where.terminal() ? null : eta(state, jobs),
                rows(state),
                learngene == null ? null : learngene.seconds(),
                learngene == null ? null : learngene.parameters(),
                learngene == null ? null : learngene.accuracy(),
                learngene == null ? null : learngene.ancestorAccuracy(),
                learngene == null ? null : learngene.ancestorSeconds(),
                learngene == null ? null : learngene.ancestorFlops(),
                cost == null ? null : cost.value(),
                cost == null ? null : cost.lowerBound(),
                storedParametersRatio(state),
                jobs);
    }

    /**
     * @param view a family
     * @return the same without its jobs, for lists
     */
    public static FamilyView withoutJobs(FamilyView view) {
        return new FamilyView(
                view.family(),
                view.state(),
                view.error(),
                view.createdAt(),
                view.endedAt(),
                view.etaSeconds(),
                view.descendants(),
                view.learngeneSeconds(),
                view.learngeneParameters(),
                view.auxiliaryAccuracy(),
                view.ancestorAccuracy(),
                view.ancestorSeconds(),
                view.ancestorTrainingFlops(),
                view.costRatio(),
                view.costRatioIsLowerBound(),
                view.storedParametersRatio(),
                null);
    }

    private static JobView job(FamilyState state, JobState job) {
        return new JobView(
                job.job(),
                state.family(),
                job.kind(),
                effective(state, job),
                job.attempt(),
                job.state() == JobView.State.RUNNING ? job.worker() : null,
                job.error(),
                job.progress(),
                job.queuedAt(),
                job.startedAt(),
                job.endedAt());
    }

    /** A cancelled job that no worker has begun will not be begun, so it is shown as cancelled at once. */
    private static JobView.State effective(FamilyState state, JobState job) {
        boolean neverBegun = state.unwanted(job.job()) || job.queuedAt() == null && leaderFailed(state, job);
        return job.state() == JobView.State.QUEUED && neverBegun ? JobView.State.CANCELLED : job.state();
    }

    /** {@return whether a job waits for layers of the deepest descendant, which will not be there} */
    private static boolean leaderFailed(FamilyState state, JobState job) {
        String name = job.job().substring(job.job().lastIndexOf('/') + 1);
        if (!job.job().equals(TuneJob.id(state.family(), TuneJob.SELECTED_LAYERS, name))) {
            return false;
        }
        return state.descendants().entrySet().stream()
                .max(Comparator.comparingInt(e -> e.getValue().depth()))
                .map(e -> state.jobs().get(TuneJob.id(state.family(), TuneJob.MODELS, e.getKey())))
                .map(leader ->
                        leader.state() == JobView.State.FAILED || effective(state, leader) == JobView.State.CANCELLED)
                .orElse(false);
    }

    private static FamilyView.State where(FamilyState state, List<JobView> jobs) {
        JobView.State distilled = state(jobs, DistillJob.id(state.family()));
        JobView.State expanded = state(jobs, ExpandJob.id(state.family(), ExpandJob.INITIAL));
        boolean open = jobs.stream().anyMatch(j -> !j.state().terminal());
        boolean unwanted = state.cancelled().contains(state.family());
        if (distilled == JobView.State.QUEUED && expanded == null) {
            return FamilyView.State.QUEUED;
        }
        if (distilled == JobView.State.RUNNING && expanded == null) {
            return FamilyView.State.DISTILLING;
        }
        if (!open) {
            boolean expansionToCome = distilled == JobView.State.SUCCEEDED && expanded == null && !unwanted;
            return expansionToCome ? FamilyView.State.EXPANDING : ended(jobs, unwanted, expanded);
        }
        boolean expanding =
                jobs.stream().anyMatch(j -> !j.state().terminal() && j.kind().equals("expand"));
        boolean tuning =
                jobs.stream().anyMatch(j -> !j.state().terminal() && j.kind().equals("tune"));
        return expanding && !tuning ? FamilyView.State.EXPANDING : FamilyView.State.TUNING;
    }

    private static FamilyView.State ended(List<JobView> jobs, boolean unwanted, JobView.State expanded) {
        if (jobs.stream().anyMatch(j -> j.state() == JobView.State.FAILED)) {
            return FamilyView.State.FAILED;
        }
        boolean stopped = jobs.stream().anyMatch(j -> j.state() == JobView.State.CANCELLED);
        return stopped || unwanted && expanded == null ? FamilyView.State.CANCELLED : FamilyView.State.DONE;
    }

    private static JobView.State state(List<JobView> jobs, String id) {
        return jobs.stream()
                .filter(j -> j.job().equals(id))
                .map(JobView::state)
                .findFirst()
                .orElse(null);
    }

    private static String error(List<JobView> jobs) {
        return jobs.stream()
                .filter(j -> j.state() == JobView.State.FAILED)
                .map(j -> j.job() + ": " + j.error())
                .findFirst()
                .orElse(null);
    }

    private static Instant latest(List<JobView> jobs) {
        return jobs.stream()
                .map(JobView::endedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /**
     * Seconds until the family is done, as far as can be told: what is left of the jobs that run, and of the models that wait
     * at the pace of those before them, by parameters times epochs.
     */
    private static Double eta(FamilyState state, List<JobView> jobs) {
        Double running = jobs.stream()
                .filter(j -> j.state() == JobView.State.RUNNING && j.progress() != null)
                .map(j -> j.progress().etaSeconds())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        double done = 0;
        double seconds = 0;
        double waiting = 0;
        for (JobState job : state.jobs().values()) {
            String name = job.job().substring(job.job().lastIndexOf('/') + 1);
            FamilyState.Generated model = state.descendants().get(name);
            if (!job.kind().equals("tune") || model == null || state.request() == null) {
                continue;
            }
            TrainingRecipe recipe = recipe(state, job.job(), name);
            double work = (double) model.parameters() * (recipe == null ? 1 : recipe.epochs());
            if (job.outcome() != null) {
                done += (double) model.parameters() * job.outcome().epochs();
                seconds += job.outcome().seconds();
            } else if (effective(state, job) == JobView.State.QUEUED) {
                waiting += work;
            } else if (job.state() == JobView.State.RUNNING
                    && job.progress() != null
                    && job.progress().steps() > 0) {
                done += work * job.progress().step() / job.progress().steps();
                seconds += Math.max(
                        0,
                        Duration.between(job.startedAt(), job.progress().at()).toMillis() / 1e3);
            }
        }
        if (done == 0 || waiting == 0) {
            return running;
        }
        long workers = Math.max(
                1, jobs.stream().filter(j -> j.state() == JobView.State.RUNNING).count());
        return (running == null ? 0 : running) + waiting * seconds / done / workers;
    }

    private static TrainingRecipe recipe(FamilyState state, String job, String name) {
        Baselines baselines = state.request().baselines();
        if (job.equals(TuneJob.id(state.family(), TuneJob.SCRATCH, name))) {
            return baselines.scratch();
        }
        if (job.equals(TuneJob.id(state.family(), TuneJob.SCRATCH_DISTILLED, name))) {
            return baselines.scratchDistilled();
        }
        return job.equals(TuneJob.id(state.family(), TuneJob.SELECTED_LAYERS, name))
                ? baselines.selectedLayers()
                : state.request().tuning();
    }

    private static List<DescendantRow> rows(FamilyState state) {
        return state.descendants().entrySet().stream()
                .map(e -> row(state, e.getKey(), e.getValue()))
                .sorted(Comparator.comparingInt(DescendantRow::depth).thenComparing(DescendantRow::name))
                .toList();
    }

    private static DescendantRow row(FamilyState state, String name, FamilyState.Generated descendant) {
        JobState tune = state.jobs().get(TuneJob.id(state.family(), TuneJob.MODELS, name));
        ModelOutcome tuned = tune == null ? null : tune.outcome();
        Map<String, BaselineRow> baselines = baselines(state, name);
        BaselineRow compared = baselines.get("scratch");
        return new DescendantRow(
                name,
                descendant.depth(),
                descendant.parameters(),
                tuned == null ? null : tuned.accuracy(0),
                tuned == null ? null : tuned.accuracy(1),
                tuned == null ? null : tuned.accuracy(),
                tuned == null ? null : (Integer) tuned.epochs(),
                tuned == null ? null : (Double) tuned.seconds(),
                compared == null ? null : compared.accuracy1(),
                compared == null ? null : compared.accuracy(),
                compared == null ? null : (Integer) compared.epochs(),
                baselines.isEmpty() ? null : baselines,
                // Without tuning, the initialisation is all that was asked for.
                tune == null ? JobView.State.SUCCEEDED : effective(state, tune));
    }

    private static Map<String, BaselineRow> baselines(FamilyState state, String name) {
        Map<String, BaselineRow> rows = new LinkedHashMap<>();
        for (String group : TuneJob.BASELINES) {
            JobState job = state.jobs().get(TuneJob.id(state.family(), group, name));
            ModelOutcome outcome = job == null ? null : job.outcome();
            if (outcome != null) {
                rows.put(
                        group.substring(group.indexOf('/') + 1),
                        new BaselineRow(
                                outcome.accuracy(0),
                                outcome.accuracy(1),
                                outcome.accuracy(),
                                outcome.epochs(),
                                outcome.seconds()));
            }
        }
        return rows;
    }

    private static Double storedParametersRatio(FamilyState state) {
        Map<String, FamilyState.Generated> descendants = state.descendants();
        if (state.learngene() == null || descendants.isEmpty()) {
            return null;
        }
        double stored = descendants.values().stream()
                .mapToDouble(FamilyState.Generated::parameters)
                .sum();
        return stored / state.learngene().parameters();
    }
}
