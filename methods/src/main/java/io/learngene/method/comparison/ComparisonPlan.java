package io.learngene.method.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.method.AncestorChoice;
import io.learngene.method.AuxiliaryShape;
import io.learngene.method.Contest;
import io.learngene.method.Intake;
import io.learngene.method.Methods;
import io.learngene.method.TuneJob;
import io.learngene.method.answers.StoredAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a comparison asks the methods for: a function of the request alone, so that whoever works it out again comes to the same families.
 *
 * @param parts one family each
 */
public record ComparisonPlan(List<Part> parts) {

    /** Most layers of a network that does not share: most stages of a schedule. */
    private static final int MOST_UNSHARED = 64;

    /**
     * A family of a comparison.
     *
     * @param id unlike that of any other part of the comparison
     * @param name whose it is: name of an entrant or of a control
     * @param field what of the comparison's request it follows from
     * @param width token width of its models
     * @param seed its seed
     * @param group group of its models that are compared
     * @param models how many there will be
     * @param request what is asked for
     */
    public record Part(
            String id,
            String name,
            String field,
            int width,
            long seed,
            String group,
            int models,
            MethodRequest request) {}

    /**
     * What trains the ancestor, where none is given: a family with nothing but that, so that every comparison with the same images and
     * the same ancestor's recipe shares it. Its learngene is not trained.
     *
     * @param request a complete request that names no ancestor
     * @return the family's request
     */
    public static MethodRequest ancestor(ComparisonRequest request) {
        int imageSize = request.dataset().imageSize();
        int patch = IntStream.rangeClosed(1, 64)
                .filter(size -> imageSize % size == 0)
                .max()
                .orElseThrow();
        ObjectNode fields = new Contest(
                        request.dataset(),
                        request.ancestor(),
                        new AuxiliaryShape(32, 1, patch, 1, null, null),
                        request.distillation(),
                        request.tuning(),
                        request.scratch(),
                        List.of(1),
                        request.seeds().get(0))
                .distilled("sws");
        fields.put("name", "ancestor");
        ((ObjectNode) fields.get("auxiliary")).remove("depth");
        ((ObjectNode) fields.get("auxiliary")).putArray("repeats").add(1);
        fields.putObject("distillation").putObject("training").put("epochs", 0);
        String pool = request.distillation().training().pool();
        if (pool != null) {
            ((ObjectNode) fields.at("/distillation/training")).put("pool", pool);
        }
        fields.putObject("tuning").put("epochs", 0);
        return read(fields, "ancestor");
    }

    /**
     * @param request a complete request, its dataset pinned
     * @param classes classes of the dataset
     * @param ancestor the ancestor of all, or how one would be trained where it is only to be seen whether all of it can be done
     * @return the plan
     * @throws InvalidFieldException if a method refuses what it is asked for
     */
    public static ComparisonPlan of(ComparisonRequest request, int classes, AncestorChoice ancestor) {
        List<Part> parts = new ArrayList<>();
        for (int width : request.widths()) {
            for (long seed : request.seeds()) {
                Contest contest = new Contest(
                        request.dataset(),
                        ancestor,
                        request.shape(width),
                        request.distillation(),
                        request.tuning(),
                        request.scratch(),
                        request.depths(width, classes),
                        seed);
                for (Control control : Control.values()) {
                    if (!request.without().containsKey(control.label())) {
                        parts.add(control(control, contest));
                    }
                }
                for (int i = 0; i < request.methods().size(); i++) {
                    parts.addAll(entrant(request.methods().get(i), "methods[" + i + "]", contest));
                }
            }
        }
        return new ComparisonPlan(List.copyOf(parts));
    }

    private static List<Part> entrant(Entrant entrant, String field, Contest contest) {
        List<ObjectNode> asked = intake(entrant.method()).compared(contest);
        if (asked.isEmpty()) {
            throw new InvalidFieldException(
                    field + ".method", entrant.method(), "it takes no part in comparisons; leave it out");
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            ObjectNode fields = asked.get(i);
            put(Json.mapper().valueToTree(entrant.settings()), fields);
            parts.add(part(
                    entrant.name() + (asked.size() == 1 ? "" : "-" + i),
                    entrant.name(),
                    field,
                    Trained.MODELS,
                    asked.size() == 1 ? contest.depths().size() : 1,
                    contest,
                    read(fields, field + ".settings")));
        }
        return parts;
    }

    private static Part control(Control control, Contest contest) {
        ObjectNode fields =
                switch (control) {
                    case SCRATCH -> untrained(contest, "scratch", contest.scratch());
                    case SCRATCH_DISTILLED -> scratchDistilled(contest);
                    case DISTILLED_SELECTION ->
                        unshared(contest, Json.mapper().createObjectNode().put("from", 1.0));
                    case LAYERDROP -> unshared(contest, drawn(contest));
                    case SHARE -> contest.distilled("share");
                };
        String group =
                switch (control) {
                    case SCRATCH -> TuneJob.SCRATCH;
                    case SCRATCH_DISTILLED -> TuneJob.SCRATCH_DISTILLED;
                    default -> TuneJob.MODELS;
                };
        fields.put("name", control.label());
        String name = control.label();
        return part(name, name, "targets", group, contest.depths().size(), contest, read(fields, name));
    }

    /** A family whose learngene is not trained and whose descendants are not tuned: what is wanted of it is what they are compared with. */
    private static ObjectNode untrained(Contest contest, String baseline, TrainingRecipe recipe) {
        ObjectNode fields = contest.distilled("sws");
        ObjectNode auxiliary = (ObjectNode) fields.get("auxiliary");
        auxiliary.remove("depth");
        auxiliary.putArray("repeats").add(1);
        ObjectNode distillation = fields.putObject("distillation");
        String pool = contest.distillation().training().pool();
        distillation.putObject("training").put("epochs", 0);
        if (pool != null) {
            distillation.withObject("training").put("pool", pool);
        }
        fields.putObject("tuning").put("epochs", 0);
        ObjectNode baselines = fields.putObject("baselines");
        baselines.set(baseline, Json.mapper().valueToTree(recipe));
        WeightInit init = contest.distillation().weightInit();
        if (init != null) {
            baselines.set("weight_init", Json.mapper().valueToTree(init));
        }
        return fields;
    }

    private static ObjectNode scratchDistilled(Contest contest) {
        ObjectNode fields =
                untrained(contest, "scratch_distilled", contest.distillation().training());
        fields.set(
                "tuning_distillation",
                Json.mapper().valueToTree(contest.distillation().loss()));
        StoredAnswers stored = contest.distillation().storedAnswers();
        if (stored != null) {
            // The images that the answers of the learngenes are to; a tuning takes all epochs and all classes of them.
            fields.withObject("distillation")
                    .set("stored_answers", Json.mapper().valueToTree(new StoredAnswers(null, null, stored.seed())));
        }
        return fields;
    }

    /** The deepest model, of which each layer is a stage of its own: shallower ones take evenly spaced layers. */
    private static ObjectNode unshared(Contest contest, ObjectNode elastic) {
        ObjectNode fields = contest.distilled("sws");
        ObjectNode auxiliary = (ObjectNode) fields.get("auxiliary");
        auxiliary.remove("depth");
        int deepest = contest.depths().get(contest.depths().size() - 1);
        if (deepest > MOST_UNSHARED) {
            throw new InvalidFieldException(
                    "targets",
                    "depth " + deepest,
                    "controls without sharing have at most " + MOST_UNSHARED + " layers; give fewer, or name "
                            + Control.DISTILLED_SELECTION.label() + " and " + Control.LAYERDROP.label()
                            + " in without");
        }
        for (int layer = 0; layer < deepest; layer++) {
            auxiliary.withArray("repeats").add(1);
        }
        fields.withObject("distillation").set("elastic", elastic);
        // Controls begin with random weights.
        fields.withObject("distillation").put("attention", "drawn");
        return fields;
    }

    /** Every depth from the shallowest model's to the deepest's; of one depth alone from one layer. */
    private static ObjectNode drawn(Contest contest) {
        int deepest = contest.depths().get(contest.depths().size() - 1);
        int shallowest = contest.depths().get(0);
        ObjectNode elastic = Json.mapper().createObjectNode();
        elastic.putArray("depths").add(shallowest == deepest ? 1 : shallowest).add(deepest);
        return elastic;
    }

    private static Part part(
            String id, String name, String field, String group, int models, Contest contest, MethodRequest request) {
        return new Part(
                id + "-w" + contest.shape().dim() + "-s" + contest.seed(),
                name,
                field,
                contest.shape().dim(),
                contest.seed(),
                group,
                models,
                request);
    }

    private static MethodRequest read(ObjectNode fields, String field) {
        try {
            return Json.readStrict(fields, MethodRequest.class);
        } catch (InvalidFieldException e) {
            throw e.under(field);
        }
    }

    /** Puts fields over others, objects field by field. */
    private static void put(JsonNode own, ObjectNode fields) {
        own.properties().forEach(each -> {
            if (each.getValue().isObject() && fields.get(each.getKey()) instanceof ObjectNode inner) {
                put(each.getValue(), inner);
            } else {
                fields.set(each.getKey(), each.getValue());
            }
        });
    }

    private static Intake<?> intake(String method) {
        return Methods.all().stream()
                .filter(each -> each.name().equals(method))
                .findFirst()
                .flatMap(each -> each.intake())
                .orElseThrow();
    }
}
