package io.learngene.method.answers;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.artefact.AnswerSource;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.ImagesVersion;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.training.AnswerFiles;
import io.learngene.engine.training.Answers;
import io.learngene.engine.training.Pace;
import io.learngene.engine.training.TrainingStoppedException;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobStoppedException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.DamagedObjectException;
import io.learngene.runtime.store.LocalCache;
import io.learngene.runtime.store.MissingObjectException;
import io.learngene.runtime.store.StoreException;
import io.learngene.worker.Reporter;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Ancestors' answers in the store; those that are missing are asked for. */
public final class AnswerStore {

    private static final Logger LOG = Logger.getLogger(AnswerStore.class);

    private final ArtefactStore store;
    private final LocalCache cache;
    private final InstantSource clock;
    private final int images;
    private final long mostUnasked;

    /** @param workshop where the answers are kept */
    public AnswerStore(Workshop workshop) {
        this(workshop, AskedEpochs.MOST_UNASKED);
    }

    /**
     * @param workshop where the answers are kept
     * @param mostUnasked most bytes of answers that a training stores without being told to
     */
    public AnswerStore(Workshop workshop, long mostUnasked) {
        this(workshop.store(), workshop.cache(), workshop.clock(), ImagesVersion.CURRENT, mostUnasked);
    }

    /** @param images version of the images that the ancestor is asked about */
    AnswerStore(ArtefactStore store, LocalCache cache, InstantSource clock, int images, long mostUnasked) {
        this.mostUnasked = mostUnasked;
        this.images = images;
        this.store = store;
        this.cache = cache;
        this.clock = clock;
    }

    /**
     * What a training asks.
     *
     * @param ancestor whom
     * @param selection the dataset, pinned
     * @param dataset the same, opened
     * @param training the recipe that makes the images, complete
     * @param seed seed of the training
     */
    public record Question(
            AncestorFile ancestor, DatasetSelection selection, Dataset dataset, TrainingRecipe training, long seed) {

        private AnswerFiles.Images images(long ofSeed) {
            return new AnswerFiles.Images(
                    dataset.train(),
                    training.batches().batchSize(),
                    training.augmentation(),
                    ofSeed,
                    training.batches().balanced());
        }
    }

    /**
     * The answers.
     *
     * @param answers what the training listens to
     * @param source where they come from
     * @param asked epochs whose images the ancestor was asked about for this job; null for every epoch
     */
    public record Heard(Answers answers, AnswerSource source, Integer asked) {}

    /**
     * Where an epoch's answers lie. Every field but the first is null in references from before it was kept.
     *
     * @param askedBy the job that asked for them
     * @param ancestor checksum of the ancestor's weights: when neither it nor the images are there any more, nobody asks again
     * @param dataset content of the images; null for the built-in ones
     */
    private record Reference(@JsonUnwrapped ArtefactRef file, String askedBy, String ancestor, String dataset) {
        Reference {
            Check.present("file", file);
        }
    }

    /**
     * Everything that decides an answer, and nothing else.
     *
     * @param dataset what decides the training images
     * @param images version of the images
     * @param balanced true where every class comes as often; null elsewhere, as in keys from before
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
            int images,
            Boolean balanced) {}

    /**
     * Answers that are, to the bit, what the ancestor says in every step to the images of a seed. They are stored where that asks it no
     * oftener, because every epoch is sure to be trained, and takes little of the store.
     *
     * @param job the job that asks
     * @param context its attempt, warned of what cannot be used
     * @param question what it asks
     * @param imagesSeed decides the images instead of the training's seed where answers are stored; null for the training's own
     * @param teacher the ancestor; asked only about what is not in the store
     * @return the answers
     * @throws JobStoppedException if the job has to stop
     * @throws Exception if the ancestor cannot be loaded, or the store cannot be reached
     */
    public Heard exact(Job<?> job, JobContext context, Question question, Long imagesSeed, LazyTeacher teacher)
            throws Exception {
        String reason = how(question, null).live();
        if (reason != null) {
            LOG.infof("job %s: answers: live, because %s", job.id(), reason);
            return new Heard(new Answers.Asked(teacher.get()), AnswerSource.LIVE, null);
        }
        StoredAnswers all = new StoredAnswers(null, null, imagesSeed == null ? question.seed() : imagesSeed);
        Heard stored = of(job, context, question, all, teacher);
        if (imagesSeed != null) {
            return stored;
        }
        AnswerFiles files = ((Answers.Stored) stored.answers()).answers();
        Answers asIfAsked = new Answers.Stored(files, question.ancestor().identity());
        return new Heard(asIfAsked, stored.source(), stored.asked());
    }

    /** A job's way is the same in each of its attempts. */
    private AskedEpochs how(Question question, StoredAnswers kept) {
        return AskedEpochs.of(
                question.training(),
                kept,
                question.dataset().train().size(),
                question.dataset().classNames().size(),
                mostUnasked);
    }

    /**
     * @param job the job that asks
     * @param context its attempt, warned of what cannot be used
     * @param question what it asks
     * @param wanted which answers it wants
     * @param teacher the ancestor; asked only about what is not in the store
     * @return the answers
     * @throws InvalidFieldException if they are of too many epochs
     * @throws JobStoppedException if the job has to stop
     * @throws Exception if the ancestor cannot be loaded, or the store cannot be reached
     */
    public Heard of(Job<?> job, JobContext context, Question question, StoredAnswers wanted, LazyTeacher teacher)
            throws Exception {
        Check.that(
                wanted.classes() == null || !question.dataset().multiLabel(),
                "stored_answers.classes",
                wanted.classes(),
                "the dataset is multi-label, and every class is answered by itself; leave it out");
        AnswerFiles.Images images = question.images(wanted.seed());
        int epochs = how(question, wanted).epochs();
        Check.that(
                epochs <= StoredAnswers.MOST_EPOCHS,
                "stored_answers.epochs",
                epochs,
                "each is a file of its own; give at most " + StoredAnswers.MOST_EPOCHS);
        Project project = Project.of(job.family());
        String key = key(question, wanted);
        Reporter reporter = new Reporter(
                job, context, clock, "answers", new Pace((long) epochs * images.steps(), images.steps(), 1));
        AnswerFiles files =
                new AnswerFiles(images, question.dataset().classNames().size());
        int asked = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            Optional<Reference> before = take(files, project, key, epoch, context);
            if (before.isEmpty()) {
                ask(job, context, question, teacher.get(), images, epoch, wanted.classes(), key, reporter);
                if (take(files, project, key, epoch, context).isEmpty()) {
                    throw new StoreException(
                            "answers that were just stored are gone from the store: "
                                    + StoreKeys.answers(project, key, epoch),
                            null);
                }
            }
            // What an attempt before this one asked for, this job paid as well.
            boolean own = before.isEmpty() || job.id().equals(before.get().askedBy());
            asked += own ? 1 : 0;
        }
        LOG.infof("job %s: answers: stored, of %d epochs %d were asked for", job.id(), epochs, asked);
        return new Heard(new Answers.Stored(files), AnswerSource.STORED, asked);
    }

    /**
     * Takes the answers of an epoch from the store. A reference whose file is gone or damaged is removed, or it would fail every
     * family that comes after.
     *
     * @return where they lie; empty if there are none
     */
    private Optional<Reference> take(AnswerFiles files, Project project, String key, int epoch, JobContext context)
            throws IOException {
        String name = StoreKeys.answers(project, key, epoch);
        Optional<byte[]> stored = store.read(name);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try {
            Reference reference = Json.read(stored.get(), Reference.class);
            files.add(cache.fetch(reference.file(), context.stop()::check));
            return Optional.of(reference);
        } catch (MissingObjectException | DamagedObjectException | SafetensorsException | InvalidFieldException e) {
            context.warn(
                    "the stored answers " + name + " cannot be used, the ancestor is asked again: " + e.getMessage());
            // Another job may have made it anew meanwhile.
            if (store.read(name).filter(now -> Arrays.equals(now, stored.get())).isPresent()) {
                store.delete(name);
            }
            return Optional.empty();
        }
    }

    private void ask(
            Job<?> job,
            JobContext context,
            Question question,
            Classifier teacher,
            AnswerFiles.Images images,
            int epoch,
            Integer classes,
            String key,
            Reporter reporter)
            throws Exception {
        Project project = Project.of(job.family());
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
        ArtefactRef own = store.put(name, StoreKeys.answersFile(project, key, Sha256.of(file)), file);
        Files.delete(file);
        String reference = StoreKeys.answers(project, key, epoch);
        Reference made = new Reference(
                own,
                job.id(),
                question.ancestor().sha256(),
                question.selection().sha256());
        if (store.create(reference, Json.write(made))) {
            return;
        }
        // Whoever comes second takes the first one's; on other hardware its bits may be others.
        Optional<Reference> first = store.read(reference).map(bytes -> Json.read(bytes, Reference.class));
        if (first.isPresent() && !first.get().file().key().equals(own.key())) {
            store.delete(own.key());
        }
    }

    private String key(Question question, StoredAnswers wanted) {
        TrainingRecipe training = question.training();
        Key key = new Key(
                question.ancestor().sha256(),
                question.ancestor().architecture(),
                question.selection().ofTraining(),
                training.batches().batchSize(),
                training.augmentation(),
                training.precision(),
                wanted.classes(),
                wanted.seed(),
                images,
                training.batches().balanced() ? true : null);
        return Sha256.of(Json.write(key));
    }
}
