package io.learngene.gateway.submission;

import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.view.Estimate;
import io.learngene.contracts.view.Estimate.Phase;
import io.learngene.gateway.view.Speeds;
import io.learngene.method.Methods;
import io.learngene.method.Planned;
import io.learngene.method.PlannedCosts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what a request would take. Nothing is queued and nothing is stored. */
@ApplicationScoped
public class Estimates {

    private final Submissions submissions;
    private final Datasets datasets;
    private final StoreShelves shelves;
    private final Speeds speeds;

    Estimates(Submissions submissions, Datasets datasets, StoreShelves shelves, Speeds speeds) {
        this.submissions = submissions;
        this.datasets = datasets;
        this.shelves = shelves;
        this.speeds = speeds;
    }

    private record Sort(String kind, String group, String pool) {}

    /**
     * @param project who wants it
     * @param request what is wanted
     * @return what it would take
     * @throws io.learngene.gateway.problem.ProblemException where its submission would be refused
     */
    public Estimate of(Project project, MethodRequest request) {
        return told(project, submissions.check(project, request));
    }

    private Estimate told(Project project, MethodRequest complete) {
        return estimate(costs(project, complete), speeds.now());
    }

    /**
     * @param project who wants it
     * @param complete a request that would be taken
     * @return what each of its trainings takes
     */
    public <R extends MethodRequest> List<PlannedCosts.Cost> costs(Project project, R complete) {
        DatasetSelection dataset = complete.dataset();
        return PlannedCosts.of(
                Methods.intake(complete).plan(complete, shelves.of(project)),
                datasets.trainImages(dataset),
                datasets.classes(dataset).size());
    }

    static Estimate estimate(List<PlannedCosts.Cost> costs, Speeds.Known speeds) {
        Map<Sort, Phase> phases = new LinkedHashMap<>();
        for (PlannedCosts.Cost cost : costs) {
            Planned training = cost.training();
            Phase own = phase(cost, speeds.of(training.kind(), training.pool()));
            phases.merge(new Sort(training.kind(), training.group(), training.pool()), own, Estimates::both);
        }
        List<Phase> all = List.copyOf(phases.values());
        return new Estimate(
                all,
                all.stream().map(Phase::flops).reduce(0.0, Estimates::sum),
                all.stream().map(Phase::seconds).reduce(0.0, Estimates::sum),
                all.stream().mapToLong(Phase::storedBytes).sum(),
                costs.stream().anyMatch(cost -> cost.training().mayEndEarlier()));
    }

    private static Phase phase(PlannedCosts.Cost cost, Estimate.Speed speed) {
        Planned training = cost.training();
        Double flops = cost.flops();
        return new Phase(
                training.kind(),
                training.group(),
                training.pool(),
                training.recipe() == null ? 0 : 1,
                flops,
                flops == null ? null : Double.valueOf(flops / speed.flopsPerSecond()),
                cost.storedBytes(),
                speed);
    }

    private static Phase both(Phase one, Phase other) {
        return new Phase(
                one.kind(),
                one.group(),
                one.pool(),
                one.trainings() + other.trainings(),
                sum(one.flops(), other.flops()),
                sum(one.seconds(), other.seconds()),
                one.storedBytes() + other.storedBytes(),
                one.speed());
    }

    /** What nobody knows makes the sum unknown. */
    private static Double sum(Double one, Double other) {
        return one == null || other == null ? null : Double.valueOf(one + other);
    }
}
