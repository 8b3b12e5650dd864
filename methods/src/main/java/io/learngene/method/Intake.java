package io.learngene.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.List;

/**
 * How a method takes requests. Needs no native library: it runs in the gateway.
 *
 * @param <R> its request
 */
public interface Intake<R extends MethodRequest> {

    /** {@return type of its requests} */
    Class<R> type();

    /** {@return the path that requests are posted to, without a slash: {@code families}} */
    String collection();

    /**
     * Refuses here what no worker could do.
     *
     * @param request what a person wants
     * @param shelves what there is in the store
     * @return the first job of the family, which holds the complete request
     * @throws io.learngene.contracts.InvalidFieldException that names the field, the value and the remedy
     */
    JobSpec first(R request, Shelves shelves);

    /**
     * What the gateway admits only within the operator's limits.
     *
     * @param request a complete request, as in its first job
     * @param shelves what there is in the store
     * @return the largest networks that will be trained for it
     */
    List<Training> trainings(R request, Shelves shelves);

    /**
     * @param request a complete request, as in its first job
     * @param shelves what there is in the store
     * @return every training that the family brings, in the order in which they are queued
     */
    List<Planned> plan(R request, Shelves shelves);

    /**
     * How this method takes part in a comparison.
     *
     * @param contest what is the same for every method
     * @return fields of its requests, one family each; what a person sets for it is put over them. Empty if it takes no part
     */
    default List<ObjectNode> compared(Contest contest) {
        return List.of();
    }

    /**
     * A training that is to come.
     *
     * @param network what is trained
     * @param recipe how; its epochs may be 0
     * @param field field of the request that asks for it
     * @param random whether it begins with random weights
     */
    record Training(ModelArchitecture network, TrainingRecipe recipe, String field, boolean random) {

        /**
         * A training that begins with weights that are worth keeping.
         *
         * @param network what is trained
         * @param recipe how; it may train nothing
         * @param field field of the request that asks for it
         */
        public Training(ModelArchitecture network, TrainingRecipe recipe, String field) {
            this(network, recipe, field, false);
        }

        /**
         * @param network what is trained
         * @param recipe how; it may train nothing
         * @param field field of the request that asks for it
         * @return a training that begins with random weights
         */
        public static Training scratch(ModelArchitecture network, TrainingRecipe recipe, String field) {
            return new Training(network, recipe, field, true);
        }
    }
}
