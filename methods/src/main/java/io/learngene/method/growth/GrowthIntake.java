package io.learngene.method.growth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Contest;
import io.learngene.method.Intake;
import io.learngene.method.Planned;
import io.learngene.method.Shelves;
import io.learngene.method.Source;
import java.util.ArrayList;
import java.util.List;

/** Takes requests for growths. */
final class GrowthIntake implements Intake<GrowthRequest> {

    @Override
    public Class<GrowthRequest> type() {
        return GrowthRequest.class;
    }

    @Override
    public String collection() {
        return "growths";
    }

    @Override
    public JobSpec first(GrowthRequest request, Shelves shelves) {
        GrowthRequest pinned = request.on(Source.of(request.from()).images(request.dataset(), shelves));
        VitArchitecture grown = shape(pinned, shelves);
        Check.that(
                pinned.operator().kind() != GrowthOperator.Kind.MANGO || grown.hidden() % grown.dim() == 0,
                "operator",
                "mango",
                "its ring takes the MLP in parts as wide as the stream, and this one is " + grown.mlpRatio()
                        + " times as wide; give ligo");
        return pinned.operator().trained() ? new OperatorJob(GrowHandler.name(grown), pinned) : new GrowJob(pinned);
    }

    /** What an operator writes out is the grown model; else it is stored before it is tuned. */
    @Override
    public List<Planned> plan(GrowthRequest request, Shelves shelves) {
        VitArchitecture grown = shape(request, shelves);
        String name = GrowHandler.name(grown);
        List<Planned> plan = new ArrayList<>();
        plan.add(
                request.operator().trained()
                        ? Planned.fitted(
                                OperatorJob.KIND,
                                name,
                                grown,
                                request.fit(),
                                request.operator().steps(),
                                grown.parameters())
                        : Planned.untrained(GrowJob.KIND, "grown", name, grown.parameters()));
        plan.addAll(Planned.of(GrowHandler.jobs(request.name(), request, grown)));
        return List.copyOf(plan);
    }

    @Override
    public List<Training> trainings(GrowthRequest request, Shelves shelves) {
        VitArchitecture grown = shape(request, shelves);
        List<Training> trainings = new ArrayList<>();
        if (request.operator().trained()) {
            trainings.add(new Training(grown, request.fit(), "operator"));
        }
        trainings.add(new Training(grown, request.tuning(), "tuning"));
        if (request.baselines().scratch() != null) {
            trainings.add(Training.scratch(grown, request.baselines().scratch(), "baselines.scratch"));
        }
        return trainings;
    }

    /** One request grows to one shape. */
    @Override
    public List<ObjectNode> compared(Contest contest) {
        return contest.depths().stream()
                .map(depth -> {
                    ObjectNode fields = contest.derived(GrowthRequest.METHOD);
                    fields.set("to", contest.shapeOf(depth));
                    return fields;
                })
                .toList();
    }

    /** {@return the grown shape, for the dataset's images and classes} */
    private static VitArchitecture shape(GrowthRequest request, Shelves shelves) {
        return grown(Source.of(request.from()).architecture(request.dataset(), shelves), request.to());
    }

    /** {@return the shape that is asked for, which the source can grow to} */
    static VitArchitecture grown(VitArchitecture from, GrowthRequest.Shape to) {
        try {
            int dim = to.dim() == null ? from.dim() : to.dim();
            int headDim = from.dim() / from.heads();
            Check.that(
                    dim >= from.dim() && dim % headDim == 0,
                    "dim",
                    dim,
                    "give a multiple of " + headDim + ", the width of the source's heads, from " + from.dim() + " on");
            VitArchitecture shape = new VitArchitecture(
                    from.imageSize(),
                    from.patchSize(),
                    dim,
                    to.heads() == null ? dim / headDim : to.heads(),
                    to.depth() == null ? from.depth() : to.depth(),
                    from.classes(),
                    from.mlpRatio(),
                    from.normEps(),
                    from.pooling());
            VitGrowth.check(from, shape);
            return shape;
        } catch (InvalidFieldException e) {
            throw e.under("to");
        }
    }
}
