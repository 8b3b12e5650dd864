package io.learngene.method;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Origin;
import io.learngene.engine.safetensors.TensorSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Where the first weights of a model come from. Needs no native library: it runs in the gateway, which streams what it answers, and in the
 * workers, which train from it.
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
     * @param artefacts what they are made from
     * @return where every tensor of the model comes from, by timm's names, in the order of a file; drawn from the seed only where the origin
     *     is {@link Origin.Random}, and for a head of other classes
     * @throws io.learngene.runtime.job.PermanentJobException if what it refers to is gone or does not fit
     * @throws io.learngene.engine.shape.WeightsException if stored weights do not fit their manifest
     * @throws io.learngene.engine.safetensors.SafetensorsException if a stored file is damaged
     * @throws IOException if it cannot be read
     */
    Map<String, TensorSource> weights(O origin, Wanted wanted, Artefacts artefacts) throws IOException;

    /**
     * @param origin where they came from
     * @return a sentence for the model's card
     */
    String lineage(O origin);
}
