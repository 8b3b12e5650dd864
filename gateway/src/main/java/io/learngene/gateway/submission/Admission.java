package io.learngene.gateway.submission;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.evaluation.LabelTally;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.Freeze;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.method.Intake;
import io.learngene.runtime.messaging.Pools;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/**
 * Refuses what would make a worker allocate more than the operator allows, because a job that ends its worker ends the next one too,
 * and what would wait in a pool that has no workers. What is estimated is rough, and meant to be above the truth.
 */
@ApplicationScoped
class Admission {

    /** Weights, gradients, two moments and a running average, of four bytes each. */
    private static final long BYTES_PER_PARAMETER = 5 * 4;

    private final Datasets datasets;
    private final Pools pools;
    private final GatewayConfig.Limits limits;

    Admission(Datasets datasets, Pools pools, GatewayConfig config) {
        this.pools = pools;
        this.datasets = datasets;
        this.limits = config.limits();
    }

    /**
     * @param dataset images of a request, pinned
     * @param trainings the largest networks that are trained for it
     * @throws ProblemException 422 that names the field and the limit
     */
    void check(DatasetSelection dataset, List<Intake.Training> trainings) {
        images(dataset, "dataset");
        boolean validated = dataset.validation() != null
                || !dataset.synthetic()
                        && !datasets.manifest(dataset).validationImages().isEmpty();
        for (Intake.Training each : trainings) {
            if (each.recipe() != null && each.recipe().ending().stops() && !validated) {
                throw ProblemException.unusable(
                        each.field() + ".early_stopping",
                        "patience " + each.recipe().ending().earlyStopping().patience()
                                + "; the dataset has no validation images that it could look at; give"
                                + " dataset.validation, or leave it out");
            }
            frozen(each);
            decayed(each);
            if (each.recipe() != null && datasets.multiLabel(dataset)) {
                unusable(() -> each.recipe().checkMultiLabel(each.field()));
                labels(each, datasets.classes(dataset).size());
            }
            training(each.network(), each.recipe(), each.field());
        }
    }

    /** Images that stay decoded in memory, or the references to those that do not. */
    private void images(DatasetSelection selection, String field) {
        if (selection.synthetic()) {
            long images = or(selection.trainImages(), 4000) + or(selection.testImages(), 1000);
            if (images > limits.syntheticImages()) {
                throw ProblemException.unusable(
                        field + ".train_images",
                        images + " training and test images; at most " + limits.syntheticImages()
                                + " are drawn (foundry.gateway.limits.synthetic-images)");
            }
            return;
        }
        DatasetManifest manifest = datasets.manifest(selection);
        if (manifest.multiLabel() != null) {
            ranked(manifest, selection, field);
        }
        if (selection.validation() != null && !manifest.validationImages().isEmpty()) {
            throw ProblemException.unusable(
                    field + ".validation",
                    selection.validation() + ", but the dataset has a validation split of its own, of "
                            + sum(manifest.validationImages().values()) + " images; leave it out");
        }
        long images = manifest.images();
        long size = selection.imageSize();
        long bytes = images * (256 + (size <= ModelArchitecture.LARGEST_SMALL_IMAGE ? 3 * size * size : 0));
        if (bytes > limits.imageBytes()) {
            throw ProblemException.unusable(
                    field + ".image_size",
                    images + " images of " + size + " pixels take " + bytes + " bytes of memory; at most "
                            + limits.imageBytes() + " are allowed (foundry.gateway.limits.image-bytes); give a smaller"
                            + " image_size, or one above " + ModelArchitecture.LARGEST_SMALL_IMAGE
                            + ", whose images stay on the disk");
        }
    }

    /** Where images have any number of classes, the answers to all of them are ranked at once. */
    private static void ranked(DatasetManifest manifest, DatasetSelection selection, String field) {
        int classes = manifest.trainImages().size();
        long tested = selection.testImages() == null
                ? manifest.tested()
                : Math.min(selection.testImages(), manifest.tested());
        unusable(() -> LabelTally.check(field + ".test_images", classes, tested));
    }

    /** Where images have any number of classes, a batch has a number for each image and class. */
    private static void labels(Intake.Training training, int classes) {
        int batch = training.recipe().batches().batchSize();
        unusable(() -> Check.that(
                (long) batch * classes <= LabelTally.MOST_LOGITS,
                training.field() + ".batch_size",
                batch,
                "a batch of " + classes + " classes has at most " + LabelTally.MOST_LOGITS + " labels; give at most "
                        + LabelTally.MOST_LOGITS / classes));
    }

    private static void unusable(Runnable check) {
        try {
            check.run();
        } catch (InvalidFieldException e) {
            // Well-formed, so it is not the document that is at fault.
            throw ProblemException.unusable(e.field(), e.value() + "; " + e.remedy());
        }
    }

    private static void frozen(Intake.Training training) {
        if (training.recipe() == null || !training.recipe().rates().freezes()) {
            return;
        }
        Freeze freeze = training.recipe().rates().freeze();
        String wrong = null;
        if (!(training.network() instanceof VitArchitecture vit)) {
            wrong = "only a Vision Transformer has layers that it is counted by; leave it out";
        } else if (training.random()) {
            wrong = "what begins with random weights has nothing worth keeping; give 0";
        } else if (!freeze.all() && freeze.blocks() > vit.depth()) {
            wrong = "there are only " + vit.depth() + " layers; give fewer, or all";
        }
        if (wrong != null) {
            throw ProblemException.unusable(
                    training.field() + ".freeze", (freeze.all() ? "all" : freeze.blocks()) + "; " + wrong);
        }
    }

    /** What is compared with the descendants has to begin as it would alone: its layers know nothing that small steps could keep. */
    private static void decayed(Intake.Training training) {
        Double layerDecay =
                training.recipe() == null ? null : training.recipe().rates().layerDecay();
        if (layerDecay != null
                && layerDecay < 1
                && training.random()
                && training.field().startsWith("baselines.")) {
            throw ProblemException.unusable(
                    training.field() + ".layer_decay",
                    layerDecay + "; a model that begins with random weights would hardly train its first layers, and be"
                            + " compared with models that need not; give 1");
        }
    }

    private void training(ModelArchitecture network, TrainingRecipe recipe, String field) {
        if (recipe == null) {
            return;
        }
        unusable(() -> pools.require(field + ".pool", recipe.poolOrDefault()));
        Double layerDecay = recipe.rates().layerDecay();
        if (layerDecay != null && !(network instanceof VitArchitecture)) {
            throw ProblemException.unusable(
                    field + ".layer_decay",
                    layerDecay + "; only a Vision Transformer has layers that it is counted by; leave it out");
        }
        if (recipe.batches().recomputes() && !(network instanceof VitArchitecture)) {
            throw ProblemException.unusable(
                    field + ".gradient_checkpointing",
                    "true; only a Vision Transformer has layers that are computed again; leave it out");
        }
        if (network.parameters() > limits.parameters()) {
            throw ProblemException.unusable(
                    field,
                    "a network of " + network.parameters() + " parameters; at most " + limits.parameters()
                            + " are allowed (foundry.gateway.limits.parameters); give a smaller dim or depth");
        }
        long images = recipe.length().trains() ? recipe.batches().imagesPerPass() : 0;
        long perParameter = BYTES_PER_PARAMETER + (recipe.ending().restores() ? 4 : 0);
        double bytes = (double) network.parameters() * perParameter
                + images * activations(network, recipe.batches().recomputes());
        if (bytes > limits.trainingBytes()) {
            throw ProblemException.unusable(
                    field + ".batch_size",
                    "weights, optimiser and a pass of " + images + " images need about " + Math.round(bytes / 1e9)
                            + " GB; at most " + limits.trainingBytes() / 1_000_000_000
                            + " GB are allowed (foundry.gateway.limits.training-bytes); give a smaller batch_size, a"
                            + " larger accumulation, gradient_checkpointing, or a smaller network");
        }
    }

    /** {@return bytes of what the backward pass needs of one image; where layers are computed again, their inputs and one of them} */
    private static double activations(ModelArchitecture network, boolean recomputed) {
        if (network instanceof VitArchitecture vit) {
            double layer = 10.0 * vit.dim() + 2.5 * vit.hidden();
            double perToken = recomputed ? layer + vit.depth() * (double) vit.dim() : vit.depth() * layer;
            return 4 * vit.tokens() * (perToken + vit.tokens());
        }
        // Three floats of every convolution's output, each of which costs at least 9 multiply-adds for every channel.
        return network instanceof ResNetArchitecture net ? 4 * 3.0 * net.flops() / (18.0 * net.width()) : 0;
    }

    private static long sum(Collection<Integer> counts) {
        return counts.stream().mapToLong(Integer::longValue).sum();
    }

    private static long or(Integer given, long fallback) {
        return given == null ? fallback : given;
    }
}
