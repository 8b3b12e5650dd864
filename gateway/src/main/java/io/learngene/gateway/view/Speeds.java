package io.learngene.gateway.view;

import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.view.Estimate.Speed;
import io.learngene.gateway.config.GatewayConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;

/** How fast jobs were, by what the newest families' results tell: operations over seconds of training. */
@ApplicationScoped
public class Speeds {

    /** Older ones ran on other workers, perhaps. */
    private static final int NEWEST_FAMILIES = 20;

    private final Families families;
    private final double stated;

    Speeds(Families families, GatewayConfig config) {
        this.families = families;
        this.stated = config.flopsPerSecond();
    }

    /** {@return what is known now} */
    public Known now() {
        return new Known(families.newest(NEWEST_FAMILIES), stated);
    }

    /**
     * What is known at one time.
     *
     * @param families families whose jobs are looked at
     * @param stated operations in a second where no job has finished
     */
    public record Known(List<FamilyState> families, double stated) {

        /**
         * @param kind kind of job
         * @param pool pool whose workers do it
         * @return how fast such jobs were; where there are none, what the operator stated
         */
        public Speed of(String kind, String pool) {
            List<Cost> costs = families.stream()
                    .flatMap(family -> family.jobs().values().stream())
                    .filter(job -> kind.equals(job.kind()) && pool.equals(job.pool()))
                    .map(job -> cost(job.summary()))
                    .filter(Objects::nonNull)
                    .toList();
            Cost all = costs.stream().reduce(Cost.NONE, Cost::plus);
            return costs.isEmpty() ? new Speed(stated, 0) : new Speed(all.flops() / all.deviceSeconds(), costs.size());
        }
    }

    /** {@return what a job took, with an ancestor that it trained; null if it does not tell, or trained nothing} */
    private static Cost cost(ResultSummary summary) {
        Cost cost = null;
        if (summary instanceof Learned made) {
            cost = made.predecessors().stream()
                    .filter(each -> !each.counted() && each.seconds() > 0)
                    .map(Speeds::cost)
                    .reduce(new Cost(made.seconds(), made.flops(), 0), Cost::plus);
        } else if (summary instanceof Trained made && made.epochFlops() != null) {
            cost = new Cost(made.seconds(), made.epochFlops() * made.curve().epochs(), 0);
        }
        return cost == null || cost.flops() == null || cost.deviceSeconds() <= 0 || cost.flops() <= 0 ? null : cost;
    }

    private static Cost cost(Predecessor predecessor) {
        return new Cost(predecessor.seconds(), predecessor.flops(), 0);
    }
}
