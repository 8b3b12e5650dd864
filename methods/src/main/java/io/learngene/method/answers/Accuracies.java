package io.learngene.method.answers;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.ImagesVersion;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.training.Evaluations;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.store.ArtefactStore;
import java.util.Optional;

/** How ancestors answer the images that models are compared on. It lies in the store, so that none is measured twice. */
public final class Accuracies {

    private final ArtefactStore store;
    private final Project project;

    /**
     * @param store where they are kept
     * @param project whose job asks
     */
    public Accuracies(ArtefactStore store, Project project) {
        this.store = store;
        this.project = project;
    }

    /**
     * How good an ancestor is on these images.
     *
     * @param tested how it answered the test images; null where these have any number of classes
     * @param validation its accuracy, or mean average precision, on the validation images, 0 to 1; null where there are none
     * @param map its mean average precision on the test images, 0 to 1; null where each is of one class
     */
    public record Measured(Judged tested, Double validation, Double map) {

        public Measured {
            Check.that((tested == null) != (map == null), "tested", tested, "give either it or map");
            if (map != null) {
                Check.range("map", map, 0.0, 1.0);
            }
            if (validation != null) {
                Check.range("validation", validation, 0.0, 1.0);
            }
        }

        /** {@return which images epochs are compared on} */
        public String images() {
            return validation == null ? "test" : "validation";
        }

        /** {@return its accuracy, or mean average precision, on these, 0 to 1} */
        public double compared() {
            return validation == null ? test() : validation;
        }

        /** {@return the same on the test images} */
        public double test() {
            return map == null ? tested.accuracy() : map;
        }
    }

    /** Everything that decides an accuracy, and nothing else. */
    private record Key(
            String ancestor,
            ModelArchitecture architecture,
            DatasetSelection dataset,
            Precision precision,
            int images) {}

    /**
     * @param ancestor an ancestor
     * @param selection the dataset, pinned
     * @param dataset the same, opened
     * @param precision arithmetic of its passes
     * @param context the attempt that asks, warned of what cannot be read
     * @param teacher the ancestor; asked only where nobody measured it before
     * @return how it answered them, and its accuracy on the images that are held out
     * @throws Exception if it cannot be loaded, or the store cannot be reached
     */
    public Measured of(
            AncestorFile ancestor,
            DatasetSelection selection,
            Dataset dataset,
            Precision precision,
            JobContext context,
            LazyTeacher teacher)
            throws Exception {
        // What is held out depends on the training images, too.
        DatasetSelection asked = dataset.validation() == null ? selection.ofTesting() : selection;
        Key decides = new Key(ancestor.sha256(), ancestor.architecture(), asked, precision, ImagesVersion.CURRENT);
        String key = StoreKeys.ancestorAccuracy(project, Sha256.of(Json.write(decides)));
        Optional<Measured> before = read(key, context);
        if (before.isPresent()) {
            return before.get();
        }
        Measured measured = measured(teacher.get(), selection, dataset);
        // Other hardware may count an image more or less; the first one stays.
        return store.create(key, Json.write(measured))
                ? measured
                : read(key, context).orElse(measured);
    }

    private static Measured measured(Classifier teacher, DatasetSelection selection, Dataset dataset) {
        TestEvaluation tested = Evaluations.answered(teacher, dataset.test(), done -> {})
                .answers()
                .evaluation(dataset.classNames(), selection.testedOn());
        return new Measured(
                tested.judged(),
                dataset.validation() == null
                        ? null
                        : Evaluations.scored(teacher, dataset.validation())
                                .scores()
                                .value(),
                dataset.multiLabel() ? (Double) tested.score() : null);
    }

    private Optional<Measured> read(String key, JobContext context) {
        Optional<byte[]> stored = store.read(key);
        try {
            return stored.map(bytes -> Json.read(bytes, Measured.class));
        } catch (InvalidFieldException e) {
            context.warn("the stored accuracy " + key + " cannot be used, it is measured again: " + e.getMessage());
            store.delete(key);
            return Optional.empty();
        }
    }
}
