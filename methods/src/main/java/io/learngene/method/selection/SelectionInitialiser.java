package io.learngene.method.selection;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.model.Head;
import io.learngene.engine.model.PositionEmbedding;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.Source;
import io.learngene.method.StoredModel;
import io.learngene.runtime.job.PermanentJobException;
import java.io.IOException;
import java.util.Map;

/** The weights of a selection: parts of the larger model's tensors, and a head that is drawn anew. */
final class SelectionInitialiser implements Initialiser<Selected> {

    @Override
    public Class<Selected> origin() {
        return Selected.class;
    }

    @Override
    public Map<String, TensorSource> weights(Selected origin, Wanted wanted, Artefacts artefacts) throws IOException {
        SelectedManifest manifest = (SelectedManifest) artefacts.result(origin.manifest());
        SelectedManifest.Chosen model = manifest.models().stream()
                .filter(each -> each.name().equals(origin.model()))
                .findFirst()
                .orElseThrow(() ->
                        new PermanentJobException(origin.manifest() + " has no model '" + origin.model() + "'", null));
        StoredModel large = Source.of(manifest.from()).read(artefacts);
        if (!large.sha256().equals(manifest.fromSha256())) {
            throw new PermanentJobException(
                    manifest.from() + " is another model now than " + origin.manifest() + " was made of; select anew",
                    null);
        }
        VitArchitecture small = wanted.architecture();
        VitArchitecture from = large.architecture().forDataset(small.classes(), small.imageSize());
        Map<String, TensorSource> resized =
                PositionEmbedding.resizeSources(large.weights(), large.architecture(), from);
        return Head.renew(WeightSelection.select(resized, small, model.layers()), small, wanted.seed());
    }

    @Override
    public String lineage(Selected origin) {
        return "Selected from the weights of a larger model, see `" + origin.manifest() + "`, then tuned.";
    }
}
