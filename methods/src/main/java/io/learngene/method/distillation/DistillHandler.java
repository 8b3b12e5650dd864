package io.learngene.method.distillation;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.view.Diagnoses;
import io.learngene.contracts.view.Finding;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.ImageStatistics;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Network;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.training.Teacher;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.method.AncestorUse;
import io.learngene.method.DistillJob;
import io.learngene.method.DistilledRequest;
import io.learngene.method.DistillingMethod;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Methods;
import io.learngene.method.answers.Accuracies;
import io.learngene.method.answers.AnswerStore;
import io.learngene.method.answers.LazyTeacher;
import io.learngene.method.answers.StoredAnswers;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.worker.Reporter;
import io.learngene.worker.TorchRuntime;
import io.learngene.worker.TrainingPhase;
import io.learngene.worker.Versions;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The distillation job: images, ancestor, auxiliary model, learngene (SWS, phase 1). */
final class DistillHandler implements JobHandler<DistillJob> {

    private static final String WEIGHTS = "learngene.safetensors";

    private final Workshop workshop;
    private final ArtefactStore store;
    private final Ancestors ancestors;
    private final AnswerStore answers;
    private final TorchRuntime torch;

    DistillHandler(Workshop workshop) {
        this(workshop, new AnswerStore(workshop));
    }

    /** @param answers answers of ancestors */
    DistillHandler(Workshop workshop, AnswerStore answers) {
        this.workshop = workshop;
        this.store = workshop.store();
        this.torch = workshop.torch();
        this.ancestors = new Ancestors(workshop);
        this.answers = answers;
    }

    @Override
    public Class<DistillJob> type() {
        return DistillJob.class;
    }

    @Override
    public JobResult run(Job<DistillJob> job, JobContext context) throws Exception {
        DistilledRequest request = job.spec().request();
        Dataset dataset = workshop.datasets().open(request.dataset(), Reporter.ofData(job, context, workshop.clock()));
        Ancestor ancestor = ancestors.of(job, dataset, context);
        VitArchitecture shape = request.auxiliary(dataset.classNames().size(), dataset.imageSize());
        DistillingMethod.Plan plan = method(request).plan(request, shape);
        Precision precision = request.distillation().training().precision();
        try (LazyTeacher teacher = new LazyTeacher(() -> ancestor.loader().load(torch.get(), precision))) {
            Accuracies.Measured known = known(job, ancestor, teacher, dataset, precision, context);
            if (request.ancestor().id() != null) {
                tellWhereItGuesses(ancestor.id(), known, guessing(dataset), context);
                unlike(dataset, ancestor).ifPresent(each -> context.warn(each.text()));
            }
            StoredAnswers wanted = request.distillation().storedAnswers();
            AnswerStore.Question question = new AnswerStore.Question(
                    ancestor.file(),
                    request.dataset(),
                    dataset,
                    request.distillation().training(),
                    request.seed());
            AnswerStore.Heard heard = wanted == null
                    ? answers.exact(job, context, question, null, teacher)
                    : answers.of(job, context, question, wanted, teacher);
            TrainingTask task = new TrainingTask(
                    plan.network(),
                    plan.first(),
                    request.distillation().training(),
                    new Teacher(heard.answers(), request.distillation().loss()),
                    dataset.train(),
                    dataset.validation(),
                    dataset.test(),
                    plan.layers(),
                    plan.extension(),
                    request.seed());
            TrainingResult result = TrainingPhase.run(workshop, job, context, "distillation", task, false);
            return manifest(job, context, dataset, ancestor, known, heard, shape, plan, result);
        }
    }

    /** What its own manifest says may be of other images: of another dataset with these classes, or of more of them. */
    private Accuracies.Measured known(
            Job<DistillJob> job,
            Ancestor ancestor,
            LazyTeacher teacher,
            Dataset dataset,
            Precision precision,
            JobContext context)
            throws Exception {
        if (ancestor.tested() == null) {
            return new Accuracies(store, Project.of(job.family()))
                    .of(ancestor.file(), job.spec().request().dataset(), dataset, precision, context, teacher);
        }
        double last = ancestor.history().get(ancestor.history().size() - 1).score();
        return new Accuracies.Measured(ancestor.tested(), dataset.validation() == null ? null : (Double) last, null);
    }

    /** {@return what is unlike what a given ancestor was made for} */
    private static Optional<Finding> unlike(Dataset dataset, Ancestor ancestor) {
        ImageStatistics seen = ImageStatistics.of(dataset.train());
        return Diagnoses.images(
                seen.mean(),
                seen.deviation(),
                seen.shorterSide(),
                ancestor.file().architecture().imageSize());
    }

    /** {@return how good who guesses is, 0 to 1: the average precision of a class is then the share of the images that have it} */
    private static double guessing(Dataset dataset) {
        LabelledImages images = dataset.validation() == null ? dataset.test() : dataset.validation();
        return images.multiLabel()
                ? Arrays.stream(images.perClass())
                        .filter(count -> count > 0)
                        .mapToDouble(count -> (double) count / images.size())
                        .average()
                        .orElse(0)
                : 1.0 / images.classes();
    }

    /**
     * A head whose classes stand in another order than the dataset's, under other names, passes every check of shapes, and is about
     * as often right as who guesses.
     */
    private static void tellWhereItGuesses(
            String ancestor, Accuracies.Measured asked, double guessing, JobContext context) {
        double accuracy = asked.compared();
        if (Diagnoses.nearChance(accuracy, guessing)) {
            String what = asked.tested() == null
                    ? "has a mean average precision of %.1f %% on the %s images, where guessing has"
                    : "is right for %.1f %% of the %s images, where guessing is for";
            context.warn(String.format(
                    Locale.ROOT,
                    "ancestor %s " + what + " %.1f %%: its classes may"
                            + " stand in another order than the dataset's; compare their names, or choose another"
                            + " ancestor",
                    ancestor,
                    100 * accuracy,
                    asked.images(),
                    100 * guessing));
        }
    }

    private static DistillingMethod method(DistilledRequest request) {
        return Methods.distilling(
                request.getClass().getAnnotation(JsonTypeName.class).value());
    }

    @Override
    public void announce(Job<DistillJob> job, JobResult result) {
        byte[] manifest = workshop.store().read(job.resultKey()).orElseThrow();
        Messages.await(workshop.messages()
                .publish(new LearngenePublished(
                        job.family(),
                        job.resultKey(),
                        Sha256.of(manifest),
                        job.spec().request(),
                        job.priority(),
                        workshop.clock().instant())));
    }

    private LearngeneManifest manifest(
            Job<DistillJob> job,
            JobContext context,
            Dataset dataset,
            Ancestor ancestor,
            Accuracies.Measured known,
            AnswerStore.Heard heard,
            VitArchitecture shape,
            DistillingMethod.Plan plan,
            TrainingResult result)
            throws IOException {
        DistilledRequest request = job.spec().request();
        String method = method(request).name();
        Path file = context.workDirectory().resolve(WEIGHTS);
        SafetensorsWriter.write(file, result.factors(), metadata(job, method, shape));
        ArtefactRef weights = store.put(WEIGHTS, context.runPrefix() + WEIGHTS, file);
        TestEvaluation evaluation = result.tested()
                .evaluation(dataset.classNames(), request.dataset().testedOn());
        return new LearngeneManifest(
                job.family(),
                job.family(),
                method,
                shape,
                request.repeats(),
                Network.factors(plan.network(), plan.extension()).stream()
                        .filter(ParameterSpec::trained)
                        .mapToLong(ParameterSpec::elements)
                        .sum(),
                weights,
                dataset.classNames(),
                new AncestorUse(
                        ancestor.id(),
                        ancestor.file().architecture(),
                        known.test(),
                        known.validation(),
                        known.tested(),
                        heard.source(),
                        heard.asked(),
                        ancestor.history(),
                        ancestor.seconds(),
                        ancestor.passes(),
                        ancestor.imageFlops()),
                request.distillation(),
                result.completed(dataset.train().size(), evaluation.judged()),
                store.put(ModelEvaluation.FILE, context.runPrefix() + ModelEvaluation.FILE, Json.write(evaluation)),
                new Provenance(
                        job.id(),
                        context.attempt(),
                        request.seed(),
                        request.dataset(),
                        request.distillation().training(),
                        Versions.of(torch.get()),
                        workshop.clock().instant()));
    }

    /** Enough to know what the file is without its manifest; heads cannot be read off the tensors' shapes (SWS trap 1). */
    private static Map<String, String> metadata(Job<DistillJob> job, String method, VitArchitecture shape) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("learngene", job.family());
        metadata.put("method", method);
        metadata.put("heads", Integer.toString(shape.heads()));
        metadata.put("patch_size", Integer.toString(shape.patchSize()));
        metadata.put("image_size", Integer.toString(shape.imageSize()));
        StageSchedule repeats = job.spec().request().repeats();
        if (repeats != null) {
            metadata.put("repeats", repeats.repeats().toString());
        }
        return metadata;
    }
}
