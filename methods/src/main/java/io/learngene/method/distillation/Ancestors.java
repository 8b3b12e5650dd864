package io.learngene.method.distillation;

import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.artefact.TrainingCost;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.contracts.job.Job;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.method.AncestorChoice;
import io.learngene.method.DistillJob;
import io.learngene.method.answers.AncestorFile;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.StoreException;
import io.learngene.worker.StoredAncestors;
import io.learngene.worker.TrainingPhase;
import io.learngene.worker.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds the ancestor of a family, or trains and publishes it. */
final class Ancestors {

    private final Workshop workshop;
    private final ArtefactStore store;

    Ancestors(Workshop workshop) {
        this.workshop = workshop;
        this.store = workshop.store();
    }

    Ancestor of(Job<DistillJob> job, Dataset dataset, JobContext context) throws Exception {
        AncestorChoice choice = job.spec().request().ancestor();
        return choice.id() != null
                ? given(choice.id(), dataset, job.spec().request().dataset().evaluatedShare(), context)
                : trained(job, choice.train(), dataset, context);
    }

    private Ancestor given(String id, Dataset dataset, double cropPct, JobContext context) {
        StoredAncestors.Found ancestor = workshop.ancestors().find(id, dataset, cropPct, context);
        return new Ancestor(
                id,
                new AncestorFile(ancestor.manifest().weights().sha256(), ancestor.architecture()),
                ancestor.loader(),
                null,
                List.of(),
                0,
                null,
                null);
    }

    private Ancestor trained(Job<DistillJob> job, AncestorChoice.Train choice, Dataset dataset, JobContext context)
            throws Exception {
        ModelArchitecture architecture =
                choice.model().architecture(dataset.classNames().size(), dataset.imageSize());
        TrainingTask task = new TrainingTask(
                        NetworkSpec.of(architecture),
                        null,
                        choice.training(),
                        null,
                        dataset.train(),
                        dataset.test(),
                        job.spec().request().seed())
                .validatedOn(dataset.validation());
        TrainingResult result = TrainingPhase.run(workshop, job, context, "ancestor", task, true);
        TestEvaluation tested = result.tested()
                .evaluation(dataset.classNames(), job.spec().request().dataset().testedOn());
        AncestorManifest published = publish(job, architecture, dataset, result, tested.judged(), context);
        return new Ancestor(
                job.family(),
                new AncestorFile(published.weights().sha256(), architecture),
                workshop.ancestors()
                        .find(
                                job.family(),
                                dataset,
                                job.spec().request().dataset().evaluatedShare(),
                                context)
                        .loader(),
                // Another run may have published before this one, whose answers are not known.
                Objects.equals(published.accuracy(), accuracy(tested.judged())) ? tested.judged() : null,
                result.history(),
                result.seconds(),
                result.passes(),
                TrainingCost.image(architecture, choice.training()));
    }

    /** {@return its accuracy; null where images have any number of classes} */
    private static Double accuracy(Judged tested) {
        return tested == null ? null : (Double) tested.accuracy();
    }

    /**
     * A trained ancestor can be used for other families, under the id of its own. The first one that is published stays: another run
     * may have trained other bits on other hardware, and what it refers to must not change.
     *
     * @return what is published, by this run or by one before
     */
    private AncestorManifest publish(
            Job<DistillJob> job,
            ModelArchitecture architecture,
            Dataset dataset,
            TrainingResult result,
            Judged tested,
            JobContext context)
            throws Exception {
        String prefix = StoreKeys.ancestor(job.family());
        Path file = context.workDirectory().resolve("ancestor.safetensors");
        SafetensorsWriter.write(file, result.weights(), Map.of("format", "pt"));
        ArtefactRef weights =
                store.put(ModelFolder.WEIGHTS, StoreKeys.content(prefix, Sha256.of(file), ModelFolder.WEIGHTS), file);
        byte[] description = ModelFolder.config(
                        architecture,
                        dataset.classNames(),
                        dataset.multiLabel(),
                        job.spec().request().dataset().evaluatedShare())
                .getBytes(StandardCharsets.UTF_8);
        ArtefactRef config = store.put(
                ModelFolder.CONFIG, StoreKeys.content(prefix, Sha256.of(description), ModelFolder.CONFIG), description);
        String key = StoreKeys.ancestorManifest(job.family());
        AncestorManifest own = new AncestorManifest(
                job.family(),
                architecture,
                weights,
                config,
                dataset.classNames(),
                accuracy(tested),
                workshop.clock().instant());
        if (store.create(key, Json.write(own))) {
            return own;
        }
        AncestorManifest first = Json.read(
                store.read(key).orElseThrow(() -> new StoreException(key + " was there and is gone", null)),
                AncestorManifest.class);
        if (!first.weights().sha256().equals(weights.sha256())) {
            context.warn("an earlier run published other weights as ancestor " + job.family()
                    + "; this one goes on with those");
            store.delete(weights.key());
        }
        return first;
    }
}
