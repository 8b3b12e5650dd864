package io.learngene.tuner;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.LearngeneManifest;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.TuneJob;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.model.Head;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.PositionEmbedding;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds the first weights of a tuning job; a head for other classes is drawn anew. */
@ApplicationScoped
class StartWeights {

    private final ArtefactStore store;
    private final LocalCache cache;

    StartWeights(ArtefactStore store, LocalCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /** {@return tensors that fit the architecture; null for random ones} */
    Map<String, Tensor> of(TuneJob job, VitArchitecture architecture, List<String> classNames) throws IOException {
        if (job.start() instanceof Origin.Learngene start) {
            LearngeneManifest learngene = (LearngeneManifest) manifest(StoreKeys.learngeneManifest(start.learngene()));
            return fromLearngene(learngene, start.layersSource(), architecture, classNames, job.seed());
        }
        if (job.start() instanceof Origin.Layers start) {
            ModelManifest model = (ModelManifest) manifest(start.manifest());
            Map<String, Tensor> all =
                    fromModel(model, architecture.withDepth(model.architecture().depth()), classNames, job.seed());
            return Expansion.weights(all, start.layers());
        }
        if (job.start() instanceof Origin.Model start) {
            ModelManifest model = (ModelManifest) manifest(start.manifest());
            return fromModel(model, architecture, classNames, job.seed());
        }
        return null;
    }

    private Map<String, Tensor> fromLearngene(
            LearngeneManifest learngene,
            List<Integer> source,
            VitArchitecture architecture,
            List<String> classNames,
            long seed)
            throws IOException {
        VitArchitecture own = learngene.architecture();
        // Tensor shapes would not tell: other heads compute another function (SWS trap 1).
        if (own.heads() != architecture.heads() || own.dim() != architecture.dim()) {
            throw new PermanentJobException(
                    "learngene '" + learngene.id() + "' has dim " + own.dim() + " and " + own.heads()
                            + " heads, the model " + architecture.dim() + " and " + architecture.heads()
                            + "; they have to be equal",
                    null);
        }
        Path file = cache.fetch(learngene.weights());
        Map<String, Tensor> shared = ModelFolder.readWeights(file, NetworkSpec.auxiliary(own, learngene.repeats()));
        Map<String, Tensor> weights = PositionEmbedding.resize(Expansion.weights(shared, source), own, architecture);
        return learngene.classNames().equals(classNames) ? weights : Head.renew(weights, architecture, seed);
    }

    private Map<String, Tensor> fromModel(
            ModelManifest model, VitArchitecture architecture, List<String> classNames, long seed) throws IOException {
        ArtefactRef ref = model.files().stream()
                .filter(f -> f.name().equals(ModelFolder.WEIGHTS))
                .findFirst()
                .orElseThrow(() -> new PermanentJobException("model '" + model.name() + "' has no weights", null));
        Map<String, Tensor> own = ModelFolder.readWeights(cache.fetch(ref), NetworkSpec.of(model.architecture()));
        Map<String, Tensor> weights = PositionEmbedding.resize(own, model.architecture(), architecture);
        return model.classNames().equals(classNames) ? weights : Head.renew(weights, architecture, seed);
    }

    private JobResult manifest(String key) {
        byte[] bytes = store.read(key)
                .orElseThrow(() -> new PermanentJobException(
                        key + " is not in the store; the job or file it comes from was removed", null));
        return Json.read(bytes, JobResult.class);
    }
}
