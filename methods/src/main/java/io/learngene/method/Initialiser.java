package io.learngene.method;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Origin;
import io.learngene.engine.tensor.Tensor;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the first weights of a model come from.
 *
 * @param <O> the origin that it understands
 */
public interface Initialiser<O extends Origin> {

    /**
     * The model that is to begin.
     *
     * @param architecture its shape
     * @param classNames its classes, in the order of its head
     * @param seed seed of what has to be drawn anew: a head for other classes
     */
    record Wanted(VitArchitecture architecture, List<String> classNames, long seed) {}

    /** {@return type of its origins} */
    Class<O> origin();

    /**
     * @param origin where they come from
     * @param wanted the model
     * @param workshop store and cache
     * @return every tensor of the model, by timm's names; empty if all of it is to be drawn from the seed, as only
     *     {@link Origin.Random} may answer
     * @throws io.learngene.runtime.job.PermanentJobException if what it refers to is gone or does not fit
     * @throws IOException if it cannot be read
     */
    Optional<Map<String, Tensor>> weights(O origin, Wanted wanted, Workshop workshop) throws IOException;

    /**
     * @param origin where they came from
     * @return a sentence for the model's card
     */
    String lineage(O origin);
}
