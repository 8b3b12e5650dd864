package io.learngene.method.factors;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Listening;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.method.Artefacts;
import io.learngene.method.TuneJob;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Reporter;
import io.learngene.worker.TrainingPhase;
import io.learngene.worker.Versions;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fit of what one model's layers have of their own: everything else of the learngene stands still. Its result is those factors, some 20 kB. */
final class FitHandler implements JobHandler<FitJob> {

    private static final String FACTORS = "factors.safetensors";

    private final Workshop workshop;

    FitHandler(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Class<FitJob> type() {
        return FitJob.class;
    }

    @Override
    public JobResult run(Job<FitJob> job, JobContext context) throws IOException {
        TuneJob tuning = job.spec().tuning();
        Dataset dataset = workshop.datasets().open(tuning.dataset(), Reporter.ofData(job, context, workshop.clock()));
        Gene gene =
                Gene.of(((FactorsOrigin) tuning.start()).learngene(), Artefacts.of(workshop.store(), workshop.cache()));
        VitArchitecture shape = gene.shape(tuning.architecture());
        TrainingRecipe recipe = job.spec().fit().recipe(tuning.training());
        Factors factors = gene.factorsOf(shape);
        Map<String, Tensor> target = gene.at(shape);
        Map<String, Tensor> fitted = new LinkedHashMap<>();
        for (ParameterSpec factor : factors.fitted()) {
            fitted.put(factor.name(), target.get(factor.name()));
        }
        TrainingTask task = new TrainingTask(
                        NetworkSpec.of(shape),
                        null,
                        recipe,
                        null,
                        job.spec().fit().images(dataset.train(), tuning.training()),
                        dataset.test(),
                        tuning.seed())
                .validatedOn(dataset.validation())
                .with(factors.fit(target), fitted);
        TrainingResult result = TrainingPhase.run(workshop, job, context, FitJob.KIND, task, false);
        return new ModelManifest(
                job.family(),
                tuning.name(),
                Trained.FITTED,
                shape,
                tuning.start(),
                Listening.NONE,
                shape.parameters(),
                shape.flops(),
                dataset.classNames(),
                result.completed(task.train().size(), null),
                List.of(put(result.factors(), context)),
                new Provenance(
                        job.id(),
                        context.attempt(),
                        tuning.seed(),
                        tuning.dataset(),
                        recipe,
                        Versions.of(workshop.torch().get()),
                        workshop.clock().instant()));
    }

    @Override
    public List<JobSpec> next(Job<FitJob> job, JobResult result) {
        return List.of(job.spec().tuningAfter(job.family()));
    }

    private ArtefactRef put(Map<String, Tensor> fitted, JobContext context) throws IOException {
        Path file = context.workDirectory().resolve(FACTORS);
        SafetensorsWriter.write(file, fitted, Map.of("format", "pt"));
        return workshop.store().put(FACTORS, context.runPrefix() + FACTORS, file);
    }
}
