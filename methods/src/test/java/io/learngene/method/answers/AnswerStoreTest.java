package io.learngene.method.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AnswerSource;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.ImagesVersion;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.training.Answers;
import io.learngene.method.DistillJob;
import io.learngene.method.TestWorkshop;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import io.learngene.worker.AncestorLoader;
import io.learngene.worker.Workshop;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerStoreTest {

    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 24, 1, 3, 10, null, null, null);

    @TempDir
    Path folder;

    private Workshop workshop;
    private ArtefactStore store;
    private Dataset dataset;
    private AncestorFile ancestor;
    private Classifier teacher;
    private int workers;
    private TestWorkshop.Run run;

    @BeforeEach
    void open() throws Exception {
        workshop = TestWorkshop.in(folder);
        store = workshop.store();
        dataset = workshop.datasets().open(job("a", 1).spec().request().dataset(), (done, total) -> {});
        AncestorLoader loader = AncestorLoader.of(VIT, RandomInitialisation.draw(NetworkSpec.of(VIT), 7));
        ancestor = new AncestorFile("a".repeat(64), VIT);
        teacher = loader.load(workshop.torch().get(), Precision.FP32);
    }

    @AfterEach
    void close() {
        teacher.close();
    }

    @Test
    void answersOutliveTheRunThatAskedForThem() throws Exception {
        // Given
        onAnotherWorker(job("a", 2));
        store.list("jobs/").forEach(file -> store.delete(file.key()));

        // When
        AnswerStore.Heard found = onAnotherWorker(job("b", 2));

        // Then
        assertThat(found.asked()).isZero();
    }

    @Test
    void onlyMissingEpochsAreAskedFor() throws Exception {
        // Given
        onAnotherWorker(job("a", 1));

        // When
        AnswerStore.Heard found = onAnotherWorker(job("b", 2));

        // Then
        assertThat(found.asked()).isEqualTo(1);
    }

    /** So that they can go when nobody can ask about these again. */
    @Test
    void referenceSaysWhoseAnswersAboutWhichImagesItNames() throws Exception {
        // Given
        DatasetSelection pinned = DatasetSelection.of("pets").pinnedTo("d".repeat(64));
        Job<DistillJob> job = job("a", 1, pinned);

        // When
        onAnotherWorker(job);

        // Then
        JsonNode reference = Json.read(store.read(referenceKey(0)).orElseThrow(), JsonNode.class);
        assertThat(reference.path("ancestor").asText()).isEqualTo(ancestor.sha256());
        assertThat(reference.path("dataset").asText()).isEqualTo(pinned.sha256());
    }

    @Test
    void referenceToAFileThatIsGoneIsMadeAnew() throws Exception {
        // Given
        onAnotherWorker(job("a", 2));
        store.delete(reference(1).key());

        // When
        AnswerStore.Heard found = onAnotherWorker(job("b", 2));

        // Then
        assertThat(found.asked()).isEqualTo(1);
        assertThat(onAnotherWorker(job("c", 2)).asked()).isZero();
    }

    @Test
    void damagedFileIsMadeAnew() throws Exception {
        // Given
        onAnotherWorker(job("a", 1));
        ArtefactRef damaged = reference(0);
        store.put("damage", damaged.key(), new byte[(int) damaged.size()]);

        // When
        AnswerStore.Heard found = onAnotherWorker(job("b", 1));

        // Then
        assertThat(found.asked()).isEqualTo(1);
        assertThat(Sha256.of(store.read(reference(0).key()).orElseThrow()))
                .isEqualTo(reference(0).sha256());
        assertThat(run.warnings()).singleElement().asString().contains("cannot be used, the ancestor is asked again");
    }

    @Test
    void fileThatHoldsNoAnswersIsMadeAnew() throws Exception {
        // Given
        onAnotherWorker(job("a", 1));
        ArtefactRef other = store.put("other", "answers/other", new byte[100]);
        store.put("reference", referenceKey(0), Json.write(other));

        // When
        AnswerStore.Heard found = onAnotherWorker(job("b", 1));

        // Then
        assertThat(found.asked()).isEqualTo(1);
    }

    @Test
    void answersOfBeforeBelowAJobAreStillRead() throws Exception {
        // Given
        onAnotherWorker(job("a", 1));
        ArtefactRef now = reference(0);
        byte[] content = store.read(now.key()).orElseThrow();
        store.delete(now.key());
        ArtefactRef before = store.put(now.name(), "jobs/a/distill/attempts/1/" + now.name(), content);
        store.put("reference", referenceKey(0), Json.write(before));

        // When
        AnswerStore.Heard found = onAnotherWorker(job("b", 1));

        // Then
        assertThat(found.asked()).isZero();
    }

    @Test
    void answersToImagesOfAnotherVersionAreNotTaken() throws Exception {
        // Given
        onAnotherWorker(job("a", 2));

        // When
        AnswerStore.Heard found = onAnotherWorker(job("b", 2), ImagesVersion.CURRENT + 1);

        // Then both are kept
        assertThat(found.asked()).isEqualTo(2);
        assertThat(onAnotherWorker(job("c", 2)).asked()).isZero();
    }

    @Test
    void ancestorWhoseAnswersAreAllStoredIsNotLoaded() throws Exception {
        // Given
        onAnotherWorker(job("a", 2));

        // When
        AnswerStore.Heard found = onAnotherWorker(job("b", 2), ImagesVersion.CURRENT, new LazyTeacher(() -> {
            throw new AssertionError("nobody has to ask it");
        }));

        // Then
        assertThat(found.asked()).isZero();
    }

    /** Or what it cost would depend on whether it was interrupted. */
    @Test
    void whatAnAttemptBeforeAskedForIsCountedForTheSameJob() throws Exception {
        // Given
        onAnotherWorker(job("a", 1));

        // When
        AnswerStore.Heard found = onAnotherWorker(job("a", 2));

        // Then
        assertThat(found.asked()).isEqualTo(2);
    }

    /** Other weights stand for other hardware, on which the same ancestor answers with other bits. */
    @Test
    void jobThatIsSecondTakesTheAnswersOfTheFirstAndLeavesNoneOfItsOwn() throws Exception {
        // Given a job that finds nothing, and one that is done before the first has asked
        AncestorLoader other = AncestorLoader.of(VIT, RandomInitialisation.draw(NetworkSpec.of(VIT), 8));
        LazyTeacher overtaken = new LazyTeacher(() -> {
            onAnotherWorker(job("fast", 1));
            return other.load(workshop.torch().get(), Precision.FP32);
        });

        // When
        AnswerStore.Heard found = onAnotherWorker(job("slow", 1), ImagesVersion.CURRENT, overtaken);
        overtaken.close();

        // Then
        assertThat(found.asked()).isEqualTo(1);
        assertThat(store.list("answers/")).hasSize(2);
        assertThat(onAnotherWorker(job("third", 1)).asked()).isZero();
    }

    /** How long a training took would tell a project what another one has asked. */
    @Test
    void answersOfAnotherProjectAreAskedForAnew() throws Exception {
        // Given
        onAnotherWorker(job("a", 1));

        // When
        AnswerStore.Heard first = onAnotherWorker(job("acme~a", 1));
        AnswerStore.Heard second = onAnotherWorker(job("acme~b", 1));

        // Then
        assertThat(first.asked()).isEqualTo(1);
        assertThat(second.asked()).isZero();
        assertThat(store.list("projects/acme/answers/")).hasSize(2);
    }

    @Test
    void referenceThatAnotherJobMadeAnewMeanwhileStays() throws Exception {
        // Given a reference to a file that is gone, which another job replaces after it was read
        onAnotherWorker(job("a", 1));
        byte[] stale = store.read(referenceKey(0)).orElseThrow();
        store.delete(reference(0).key());
        onAnotherWorker(job("b", 1));
        byte[] anew = store.read(referenceKey(0)).orElseThrow();
        String key = referenceKey(0);
        store.delete(reference(0).key());
        ArtefactStore real = store;
        AtomicBoolean read = new AtomicBoolean();
        store = seenThrough(real, wanted -> wanted.equals(key) && !read.getAndSet(true) ? stale : null);

        // When
        onAnotherWorker(job("c", 1));

        // Then
        assertThat(real.read(key)).hasValue(anew);
    }

    /** By which a checkpoint of either way belongs to the run. */
    @Test
    void answersToTheTrainingsOwnImagesStandForTheAncestorItself() throws Exception {
        // When
        Answers own = exact(null);
        Answers ofAnotherSeed = exact(7L);

        // Then
        assertThat(own.identity()).isEqualTo(teacher.identity());
        assertThat(ofAnotherSeed.identity()).isNotEqualTo(teacher.identity());
    }

    @Test
    void answersDoNotDependOnWhatIsTestedOn() throws Exception {
        // Given
        onAnotherWorker(job("a", 1));

        // When
        AnswerStore.Heard found =
                onAnotherWorker(job("b", 1, new DatasetSelection(DatasetSelection.SYNTHETIC, null, 32, 0.9, 20, 30)));

        // Then
        assertThat(found.asked()).isZero();
    }

    @Test
    void answersDependOnTheTrainingImages() throws Exception {
        // Given
        onAnotherWorker(job("a", 1));

        // When
        AnswerStore.Heard found =
                onAnotherWorker(job("b", 1, new DatasetSelection(DatasetSelection.SYNTHETIC, null, 32, null, 30, 10)));

        // Then
        assertThat(found.asked()).isEqualTo(1);
    }

    /** A step an epoch: each would be a file of its own. */
    @Test
    void answersOfVeryManyEpochsAreNotKept() throws Exception {
        // Given
        Job<DistillJob> job = job("a", 1);
        TrainingRecipe steps = Json.read(
                        "{\"steps\": 10001, \"batch_size\": 20}".getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.DISTILLATION);
        AnswerStore.Question asked = question(job);
        AnswerStore.Question question =
                new AnswerStore.Question(asked.ancestor(), asked.selection(), asked.dataset(), steps, asked.seed());
        TestWorkshop.Run unasked = new TestWorkshop.Run(folder, "unasked");
        AnswerStore answers = new AnswerStore(workshop);

        // When
        AnswerStore.Heard heard = answers.exact(job, unasked, question, null, new LazyTeacher(() -> teacher));

        // Then
        assertThat(heard.source()).isEqualTo(AnswerSource.LIVE);
        assertThatThrownBy(() -> answers.of(
                        job, unasked, question, new StoredAnswers(null, null, 0L), new LazyTeacher(() -> teacher)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("stored_answers.epochs: 10001")
                .hasMessageContaining("at most 10000");
    }

    private AnswerStore.Heard onAnotherWorker(Job<DistillJob> job) throws Exception {
        return onAnotherWorker(job, ImagesVersion.CURRENT);
    }

    private AnswerStore.Heard onAnotherWorker(Job<DistillJob> job, int images) throws Exception {
        return onAnotherWorker(job, images, new LazyTeacher(() -> teacher));
    }

    private AnswerStore.Heard onAnotherWorker(Job<DistillJob> job, int images, LazyTeacher asked) throws Exception {
        workers++;
        LocalCache cache = new LocalCache(store, folder.resolve("cache-" + workers), 1 << 20);
        run = new TestWorkshop.Run(folder, "run-" + workers);
        StoredAnswers wanted = job.spec().request().distillation().storedAnswers();
        return new AnswerStore(store, cache, InstantSource.fixed(TestWorkshop.NOW), images, 1 << 20)
                .of(job, run, question(job), wanted, asked);
    }

    /** @param older what is read of a key in place of what lies there; null for that */
    private static ArtefactStore seenThrough(ArtefactStore real, Function<Object, byte[]> older) {
        return (ArtefactStore) Proxy.newProxyInstance(
                ArtefactStore.class.getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, given) -> {
                    byte[] instead = method.getName().equals("read") ? older.apply(given[0]) : null;
                    try {
                        return instead == null ? method.invoke(real, given) : Optional.of(instead);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Answers exact(Long imagesSeed) throws Exception {
        Job<DistillJob> job = job("a", 1);
        return new AnswerStore(workshop)
                .exact(
                        job,
                        new TestWorkshop.Run(folder, "exact"),
                        question(job),
                        imagesSeed,
                        new LazyTeacher(() -> teacher))
                .answers();
    }

    private AnswerStore.Question question(Job<DistillJob> job) {
        FamilyRequest request = (FamilyRequest) job.spec().request();
        return new AnswerStore.Question(
                ancestor, request.dataset(), dataset, request.distillation().training(), request.seed());
    }

    private ArtefactRef reference(int epoch) {
        return Json.read(store.read(referenceKey(epoch)).orElseThrow(), ArtefactRef.class);
    }

    private String referenceKey(int epoch) {
        return store.list("answers/").stream()
                .map(ArtefactStore.Stat::key)
                .filter(key -> key.endsWith("epoch-0000" + epoch + ".json"))
                .findFirst()
                .orElseThrow();
    }

    private static Job<DistillJob> job(String family, int epochs) {
        return job(family, epochs, new DatasetSelection(DatasetSelection.SYNTHETIC, null, 32, null, 20, 10));
    }

    private static Job<DistillJob> job(String family, int epochs, DatasetSelection images) {
        String request = "{'dataset': 'synthetic-shapes', 'auxiliary': {'dim': 24, 'heads': 3, 'patch_size': 8,"
                + " 'repeats': [1, 1]}, 'distillation': {'training': {'epochs': 3, 'batch_size': 10},"
                + " 'stored_answers': {'epochs': " + epochs + "}}}";
        FamilyRequest read =
                Json.read(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
        return new Job<>(family, 0, 0, 0, null, null, TestWorkshop.NOW, new DistillJob(read.accepted(images)));
    }
}
