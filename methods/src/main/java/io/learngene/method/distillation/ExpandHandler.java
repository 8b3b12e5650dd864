package io.learngene.method.distillation;

import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.safetensors.DerivedFile;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.WeightsException;
import io.learngene.method.Artefacts;
import io.learngene.method.Comparison;
import io.learngene.method.DistillingMethod;
import io.learngene.method.ExpandJob;
import io.learngene.method.Initialiser;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Methods;
import io.learngene.method.TuneJob;
import io.learngene.method.Tunings;
import io.learngene.method.answers.StoredAnswers;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The expansion job: writes initialisations, each a recipe of about a kilobyte, and queues their tuning. */
final class ExpandHandler implements JobHandler<ExpandJob> {

    private final ArtefactStore store;
    private final Artefacts artefacts;

    ExpandHandler(Workshop workshop) {
        this.store = workshop.store();
        this.artefacts = Artefacts.of(store);
    }

    @Override
    public Class<ExpandJob> type() {
        return ExpandJob.class;
    }

    @Override
    public JobResult run(Job<ExpandJob> job, JobContext context) throws Exception {
        LearngeneManifest learngene = learngene(job);
        List<InitialModel> initialisations = new ArrayList<>();
        DistillingMethod method = learngene.by();
        for (Descendant descendant : method.descendants(
                learngene.architecture(),
                learngene.repeats(),
                job.spec().request().targets())) {
            context.stop().check();
            String name = freeName(job, descendant);
            ArtefactRef materialised = job.spec().request().materialise()
                    ? materialise(learngene, method.initialisation(learngene, descendant, name, null), context)
                    : null;
            InitialModel initialisation = method.initialisation(learngene, descendant, name, materialised);
            store.put(name + ".json", StoreKeys.initialisation(job.family(), name), Json.write(initialisation));
            initialisations.add(initialisation);
        }
        List<ResultSummary.Expected> expected = tuneJobs(job, initialisations, learngene).stream()
                .flatMap(tune -> expected(job, learngene, tune))
                .toList();
        return new ExpansionManifest(job.family(), job.spec().requestId(), initialisations, null, expected);
    }

    @Override
    public List<JobSpec> next(Job<ExpandJob> job, JobResult result) {
        List<InitialModel> initialisations = ((ExpansionManifest) result).initialisations();
        LearngeneManifest learngene = learngene(job);
        return tuneJobs(job, initialisations, learngene).stream()
                .map(tune -> prepared(job, learngene, tune))
                .toList();
    }

    /** {@return the tuning of a model, or the fit before it; a comparison is as it is} */
    private static JobSpec prepared(Job<ExpandJob> job, LearngeneManifest learngene, TuneJob tune) {
        return tune.group().equals(TuneJob.MODELS)
                ? learngene.by().prepared(learngene, tune, job.spec().request().fit())
                : tune;
    }

    /** {@return what a tuning brings: a fit before it, itself, and what follows from it} */
    private static Stream<ResultSummary.Expected> expected(
            Job<ExpandJob> job, LearngeneManifest learngene, TuneJob tune) {
        JobSpec prepared = prepared(job, learngene, tune);
        boolean fitted = prepared != tune;
        Stream<ResultSummary.Expected> fit = fitted
                ? Stream.of(new ResultSummary.Expected(
                        prepared.path(),
                        prepared.kind(),
                        ResultSummary.Trained.FITTED,
                        tune.name(),
                        null,
                        1,
                        null,
                        tune.training().pool()))
                : Stream.of();
        Stream<ResultSummary.Expected> own = Stream.concat(
                Stream.of(tune.expected(fitted ? prepared.path() : null)),
                tune.queuedAfter(job.family()).stream().map(follower -> follower.expected(tune.path())));
        return Stream.concat(fit, own);
    }

    /** {@return the learngene's ancestor; the images that it answers for are the distillation's, where it stored the answers to others} */
    private static TuningTeacher teacher(LearngeneManifest learngene, TeacherLoss loss) {
        if (learngene.teacher().id() == null) {
            throw new PermanentJobException(
                    "tuning_distillation: learngene '" + learngene.id()
                            + "' does not say which ancestor it has; tune without it",
                    null);
        }
        StoredAnswers stored = learngene.distillation().storedAnswers();
        return new TuningTeacher(learngene.teacher().id(), loss, stored == null ? null : stored.seed());
    }

    private static List<TuneJob> tuneJobs(
            Job<ExpandJob> job, List<InitialModel> initialisations, LearngeneManifest learngene) {
        List<Comparison.Begun> begun = initialisations.stream()
                .map(each -> new Comparison.Begun(each.name(), each.architecture(), each.origin()))
                .toList();
        return Tunings.of(
                begun, job.spec().request(), job.spec().dataset(), job.spec().seed(), loss -> teacher(learngene, loss));
    }

    /** A later request that asks for a depth again gets a name of its own, because its recipe may be another. */
    private String freeName(Job<ExpandJob> job, Descendant descendant) {
        if (job.spec().requestId().equals(ExpandJob.INITIAL)) {
            return descendant.name();
        }
        return descendant.name() + "-" + job.spec().requestId();
    }

    private LearngeneManifest learngene(Job<ExpandJob> job) {
        return (LearngeneManifest) artefacts.result(StoreKeys.learngeneManifest(job.family()));
    }

    private ArtefactRef materialise(LearngeneManifest learngene, InitialModel initialisation, JobContext context)
            throws IOException {
        Initialiser.Wanted wanted = new Initialiser.Wanted(initialisation.architecture(), learngene.classNames(), 0);
        String name = initialisation.name();
        try {
            Path local = context.workDirectory().resolve(name + ".safetensors");
            new DerivedFile(weights(initialisation.origin(), wanted), Map.of("format", "pt")).write(local);
            // By its content, not by its run: the initialisation's own record is written by every run, and the last one
            // stays.
            String prefix = StoreKeys.ofFamily(learngene.family()) + "initialisations/";
            String weights = name + ".safetensors";
            ArtefactRef ref = store.put(weights, StoreKeys.content(prefix, Sha256.of(local), weights), local);
            Files.delete(local);
            return ref;
        } catch (SafetensorsException | WeightsException e) {
            throw new PermanentJobException("learngene '" + learngene.id() + "' is damaged: " + e.getMessage(), e);
        }
    }

    private <O extends Origin> Map<String, TensorSource> weights(O origin, Initialiser.Wanted wanted)
            throws IOException {
        return Methods.initialiser(origin).weights(origin, wanted, artefacts);
    }
}
