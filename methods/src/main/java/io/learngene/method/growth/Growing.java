package io.learngene.method.growth;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.Source;
import io.learngene.method.StoredModel;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.Map;

/**
 * What a model is grown from and to.
 *
 * @param artefacts where it comes from
 * @param dataset images
 * @param sha256 checksum of the source's weights
 * @param from shape of the source, at the image size and with the classes of the dataset
 * @param to shape to grow to
 * @param weights tensors of the source in that shape
 */
record Growing(
        Artefacts artefacts,
        Dataset dataset,
        String sha256,
        VitArchitecture from,
        VitArchitecture to,
        Map<String, Tensor> weights) {

    static Growing of(GrowthRequest request, Workshop workshop, DataProgress progress) throws IOException {
        Dataset dataset = workshop.datasets().open(request.dataset(), progress);
        Artefacts artefacts = Artefacts.of(workshop.store(), workshop.cache());
        StoredModel source = Source.of(request.from()).read(artefacts);
        VitArchitecture from =
                source.architecture().forDataset(dataset.classNames().size(), dataset.imageSize());
        Map<String, Tensor> weights =
                TensorSource.tensors(source.fitted(new Initialiser.Wanted(from, dataset.classNames(), request.seed())));
        return new Growing(artefacts, dataset, source.sha256(), from, GrowthIntake.grown(from, request.to()), weights);
    }
}
