package io.learngene.contracts.evaluation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;

/** How a model answered its test images at its end, as its evaluation file says it: of images of one class each, or of any number. */
public sealed interface TestEvaluation permits ModelEvaluation, LabelEvaluation {

    /** {@return number of test images} */
    long images();

    /** {@return it in few numbers, where each image is of one class; null where it has any number: there is no right or wrong image} */
    Judged judged();

    /** {@return SHA-256 of what the images are and of their labels in order: only models with the same one saw the same images} */
    String of();

    /** {@return what models are compared by, 0 to 1: accuracy, or mean average precision where images have any number of classes} */
    double score();

    /**
     * @param tree an evaluation file
     * @return what it holds
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static TestEvaluation read(JsonNode tree) {
        Class<? extends TestEvaluation> type =
                tree.has("mean_average_precision") ? LabelEvaluation.class : ModelEvaluation.class;
        try {
            return Json.mapper().treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw Json.explain(e);
        }
    }
}
