package io.learngene.gateway.comparison;

import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.method.Planned;
import io.learngene.method.PlannedCosts.Cost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How fast a comparison goes, by the operations of its trainings. Models are no measure: one of sixteen layers from random weights takes a
 * hundred times what the tuning of one of four does, and a learngene is none.
 *
 * @param done operations of the trainings that ran since it began
 * @param left operations of those that are left; of one that runs, what is left of its steps
 * @param begun when the first of them began; null if none did
 */
record Pace(double done, double left, Instant begun) {

    /** Nothing is done and nothing left. */
    static final Pace NOTHING = new Pace(0, 0, null);

    /**
     * @param costs what the trainings of a family take
     * @param view where it stands; null where it was not asked for yet
     * @return its part of the pace; what failed or was cancelled is not left
     */
    static Pace of(List<Cost> costs, FamilyView view) {
        double done = 0;
        double left = 0;
        for (Cost cost : costs) {
            double operations =
                    cost.flops() == null ? cost.samples() * cost.training().imageFlops() : cost.flops();
            Optional<JobView> job = view == null ? Optional.empty() : job(view, cost.training());
            if (job.isPresent() && job.get().state().terminal()) {
                done += job.get().state() == JobView.State.SUCCEEDED ? operations : 0;
            } else if (view == null || !view.state().terminal()) {
                double share = job.map(Pace::share).orElse(0.0);
                done += share * operations;
                left += (1 - share) * operations;
            }
        }
        return new Pace(done, left, view == null ? null : begun(view));
    }

    /** {@return both of them together} */
    Pace and(Pace other) {
        Instant first = begun == null || other.begun != null && other.begun.isBefore(begun) ? other.begun : begun;
        return new Pace(done + other.done, left + other.left, first);
    }

    /**
     * @param now the time
     * @return seconds that are left; null where nothing was done yet
     */
    Double eta(Instant now) {
        return begun == null || done <= 0
                ? null
                : Double.valueOf(Duration.between(begun, now).toSeconds() * left / done);
    }

    private static Instant begun(FamilyView view) {
        return view.jobs().stream()
                .map(job -> job.times().startedAt())
                .filter(at -> at != null)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** A training is a job of its kind, or one of that kind for each name. */
    private static Optional<JobView> job(FamilyView view, Planned training) {
        String one = view.family() + "/" + training.kind();
        String named = training.group().equals(Trained.MODELS)
                        || !training.group().contains("/")
                ? one + "/" + training.name()
                : view.family() + training.group().substring(training.group().indexOf('/')) + "/" + training.name();
        return view.jobs().stream()
                .filter(job -> job.job().equals(named) || job.job().equals(one))
                .findFirst();
    }

    /** Of a job with two trainings the one that it is at counts for both. */
    private static double share(JobView job) {
        TrainingPoint at = job.progress();
        return at == null
                        || at.phase().equals(TrainingPoint.DATA)
                        || at.position().steps() == 0
                ? 0
                : Math.min(1, (double) at.position().step() / at.position().steps());
    }
}
