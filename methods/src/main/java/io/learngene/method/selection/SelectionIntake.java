package io.learngene.method.selection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Comparison;
import io.learngene.method.Contest;
import io.learngene.method.Intake;
import io.learngene.method.Planned;
import io.learngene.method.Shelves;
import io.learngene.method.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes requests for selections. */
final class SelectionIntake implements Intake<SelectionRequest> {

    @Override
    public Class<SelectionRequest> type() {
        return SelectionRequest.class;
    }

    @Override
    public String collection() {
        return "selections";
    }

    @Override
    public JobSpec first(SelectionRequest request, Shelves shelves) {
        SelectionRequest pinned = request.on(Source.of(request.from()).images(request.dataset(), shelves));
        shapes(pinned, shelves);
        return new SelectJob(pinned);
    }

    @Override
    public List<Training> trainings(SelectionRequest request, Shelves shelves) {
        VitArchitecture largest = shapes(request, shelves).stream()
                .max(Comparator.comparingLong(VitArchitecture::flops))
                .orElseThrow();
        return request.comparison().trainings(largest);
    }

    @Override
    public List<Planned> plan(SelectionRequest request, Shelves shelves) {
        return Planned.of(request.comparison()
                .jobs(shapes(request, shelves).stream()
                        .map(shape -> new Comparison.Begun(
                                SelectHandler.name(shape),
                                shape,
                                new Selected(SelectJob.manifest(request.name()), SelectHandler.name(shape))))
                        .toList()));
    }

    @Override
    public List<ObjectNode> compared(Contest contest) {
        ObjectNode fields = contest.derived(SelectionRequest.METHOD);
        contest.depths().forEach(depth -> fields.withArray("targets").add(contest.shapeOf(depth)));
        return List.of(fields);
    }

    private static List<VitArchitecture> shapes(SelectionRequest request, Shelves shelves) {
        return shapes(request, Source.of(request.from()).architecture(request.dataset(), shelves));
    }

    /**
     * @param request a request
     * @param from shape of the larger model, for the dataset's images and classes
     * @return the smaller shapes, in the order of the targets
     * @throws InvalidFieldException if one is no smaller than the larger model, or wanted twice
     */
    static List<VitArchitecture> shapes(SelectionRequest request, VitArchitecture from) {
        List<VitArchitecture> shapes = new ArrayList<>();
        Set<VitArchitecture> seen = new HashSet<>();
        for (int i = 0; i < request.targets().size(); i++) {
            String field = "targets[" + i + "]";
            VitArchitecture shape = shape(request.targets().get(i), request.layers(), from, field);
            Check.that(seen.add(shape), field, request.targets().get(i), "it is wanted twice; leave one out");
            shapes.add(shape);
        }
        return shapes;
    }

    private static VitArchitecture shape(
            SelectionRequest.Smaller wanted, LayerRule rule, VitArchitecture from, String field) {
        int dim = wanted.dim() == null ? from.dim() : wanted.dim();
        int depth = wanted.depth() == null ? from.depth() : wanted.depth();
        int headDim = from.dim() / from.heads();
        Check.range(field + ".dim", dim, 8, from.dim());
        Check.range(field + ".depth", depth, 1, from.depth());
        Check.that(
                dim < from.dim() || depth < from.depth(),
                field,
                wanted,
                "it is as large as the larger model; give a smaller dim or depth");
        Check.that(
                wanted.heads() != null || dim % headDim == 0,
                field + ".dim",
                dim,
                "heads of the larger model are " + headDim + " wide; give a multiple of that, or heads too");
        rule.check(depth, from.depth(), field + ".depth");
        try {
            return new VitArchitecture(
                    from.imageSize(),
                    from.patchSize(),
                    dim,
                    wanted.heads() == null ? dim / headDim : wanted.heads(),
                    depth,
                    from.classes(),
                    from.mlpRatio(),
                    from.normEps(),
                    from.pooling());
        } catch (InvalidFieldException e) {
            throw e.under(field);
        }
    }
}
