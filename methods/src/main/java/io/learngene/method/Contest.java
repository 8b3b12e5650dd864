package io.learngene.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.List;

/**
 * What is the same for every method of a comparison, of one width and one seed.
 *
 * @param dataset images, pinned
 * @param ancestor the one ancestor
 * @param shape shape of the models, with the depth of the auxiliary models
 * @param distillation recipe of phase 1, without elastic steps
 * @param tuning recipe of every model that begins with something
 * @param scratch recipe of every model that begins with nothing
 * @param depths layers of the models that are compared, ascending
 * @param seed decides every random choice
 */
public record Contest(
        DatasetSelection dataset,
        AncestorChoice ancestor,
        AuxiliaryShape shape,
        DistillationRecipe distillation,
        TrainingRecipe tuning,
        TrainingRecipe scratch,
        List<Integer> depths,
        long seed) {

    /**
     * @param method name of a method
     * @param recipe recipe of its models
     * @return what requests of all methods have in common
     */
    public ObjectNode fields(String method, TrainingRecipe recipe) {
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.put("method", method);
        // Its own name, so that whoever asks for the same again gets the same family, whatever it is called in a table.
        fields.put("name", method);
        fields.set("dataset", Json.mapper().valueToTree(dataset));
        fields.set("tuning", Json.mapper().valueToTree(recipe));
        fields.put("seed", seed);
        return fields;
    }

    /**
     * @param method name of a method
     * @return what requests to distil and to tune descendants have in common
     */
    public ObjectNode distilled(String method) {
        ObjectNode fields = fields(method, tuning);
        fields.set("ancestor", ancestorField());
        fields.set("auxiliary", Json.mapper().valueToTree(shape));
        fields.set("distillation", Json.mapper().valueToTree(distillation));
        fields.set("targets", Json.mapper().valueToTree(depths));
        return fields;
    }

    /**
     * @param method name of a method
     * @return fields of a request that takes models from a trained one: {@code from} is the ancestor where it is one of the store
     */
    public ObjectNode derived(String method) {
        ObjectNode fields = fields(method, tuning);
        if (ancestor.id() != null) {
            fields.put("from", ancestor.id());
        }
        fields.putObject("baselines");
        return fields;
    }

    /**
     * @param depth layers
     * @return a shape of that depth, as requests name it
     */
    public ObjectNode shapeOf(int depth) {
        return Json.mapper()
                .createObjectNode()
                .put("dim", shape.dim())
                .put("heads", shape.heads())
                .put("depth", depth);
    }

    private JsonNode ancestorField() {
        return ancestor.id() == null ? Json.mapper().valueToTree(ancestor) : TextNode.valueOf(ancestor.id());
    }
}
