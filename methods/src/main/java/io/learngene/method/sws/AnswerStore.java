package io.learngene.method.sws;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.ImagesVersion;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.training.AnswerFiles;
import io.learngene.engine.training.TrainingStoppedException;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobStoppedException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.DamagedObjectException;
import io.learngene.runtime.store.LocalCache;
import io.learngene.runtime.store.MissingObjectException;
import io.learngene.runtime.store.StoreException;
import io.learngene.worker.Reporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** Ancestors' answers in the store; those that are missing are asked for. */
final class AnswerStore {

    private final ArtefactStore store;
    private final LocalCache cache;
    private final InstantSource clock;
    private final int images;

    AnswerStore(ArtefactStore store, LocalCache cache, InstantSource clock) {
        this(store, cache, clock, ImagesVersion.CURRENT);
    }

    /** @param images version of the images that the ancestor is asked about */
    AnswerStore(ArtefactStore store, LocalCache cache, InstantSource clock, int images) {
        this.images = images;
        this.store = store;
        this.cache = cache;
        this.clock = clock;
    }

    /**
     * What a distillation needs of them.
     *
     * @param files the answers
     * @param asked epochs that were not in the store, or not as they were written
     */
    record Found(AnswerFiles files, int asked) {}

    /**
     * Everything that decides an answer, and nothing else. The same file is another function with other heads or another normalisation, or to
     * images of another version.
     *
     * @param dataset what decides the training images
     */
    private record Key(
            String ancestor,
            ModelArchitecture architecture,
            DatasetSelection dataset,
            int batchSize,
            Object augmentation,
            Object precision,
            Integer classes,
            long seed,
            int images) {}

    Found of(Job<DistillJob> job, JobContext context, Dataset dataset, Ancestor ancestor, LazyTeacher teacher)
            throws Exception {
        DistillationRecipe recipe = job.spec().request().distillation();
        TrainingRecipe training = recipe.training();
        StoredAnswers wanted = recipe.storedAnswers();
        int most = wanted.epochs() == null ? training.epochs() : wanted.epochs();
        int epochs = Math.max(1, Math.min(most, training.epochs()));
        AnswerFiles.Images images = new AnswerFiles.Images(
                dataset.train(), training.batches().batchSize(), training.augmentation(), wanted.seed());
        String key = key(job, ancestor);
        Reporter reporter = new Reporter(job, context, clock, "answers", epochs, (long) epochs * images.steps());
        AnswerFiles files = new AnswerFiles(images, dataset.classNames().size());
        int asked = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (!take(files, key, epoch, context)) {
                ask(context, teacher.get(), images, epoch, wanted.classes(), key, reporter);
                asked++;
                if (!take(files, key, epoch, context)) {
                    throw new StoreException(
                            "answers that were just stored are gone from the store: " + StoreKeys.answers(key, epoch),
                            null);
                }
            }
        }
        return new Found(files, asked);
    }

    /**
     * Takes the answers of an epoch from the store. A reference whose file is gone or damaged is removed, or it would fail every
     * family that comes after.
     *
     * @return whether there are any
     */
    private boolean take(AnswerFiles files, String key, int epoch, JobContext context) throws IOException {
        String reference = StoreKeys.answers(key, epoch);
        Optional<byte[]> stored = store.read(reference);
        if (stored.isEmpty()) {
            return false;
        }
        try {
            files.add(cache.fetch(Json.read(stored.get(), ArtefactRef.class), context.stop()::check));
            return true;
        } catch (MissingObjectException | DamagedObjectException | SafetensorsException | InvalidFieldException e) {
            context.warn("the stored answers " + reference + " cannot be used, the ancestor is asked again: "
                    + e.getMessage());
            store.delete(reference);
            return false;
        }
    }

    private void ask(
            JobContext context,
            Classifier teacher,
            AnswerFiles.Images images,
            int epoch,
            Integer classes,
            String key,
            Reporter reporter)
            throws Exception {
        String name = String.format(Locale.ROOT, "answers-%05d.safetensors", epoch);
        Path file = context.workDirectory().resolve(name);
        try {
            AnswerFiles.write(
                    teacher,
                    images,
                    epoch,
                    classes,
                    file,
                    step -> reporter.steps(epoch, (long) epoch * images.steps() + step),
                    () -> context.stop().requested());
        } catch (TrainingStoppedException e) {
            throw new JobStoppedException();
        }
        // They outlive this job: other families refer to them.
        ArtefactRef ref = store.put(name, StoreKeys.answersFile(key, Sha256.of(file)), file);
        // Whoever comes second takes the first one's.
        store.create(StoreKeys.answers(key, epoch), Json.write(ref));
        Files.delete(file);
    }

    private String key(Job<DistillJob> job, Ancestor ancestor) {
        TrainingRecipe training = job.spec().request().distillation().training();
        StoredAnswers wanted = job.spec().request().distillation().storedAnswers();
        Key key = new Key(
                ancestor.sha256(),
                ancestor.architecture(),
                job.spec().request().dataset().ofTraining(),
                training.batches().batchSize(),
                training.augmentation(),
                training.precision(),
                wanted.classes(),
                wanted.seed(),
                images);
        return Sha256.of(Json.write(key));
    }
}
