package io.learngene.method;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.engine.model.ModelCard;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.training.TrainingResult;
import io.learngene.runtime.job.JobContext;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a trained model: a folder that timm loads. */
public final class ModelFiles {

    private ModelFiles() {}

    /**
     * Writes the folder and stores its files.
     *
     * @param workshop where they are stored
     * @param context the run that trained it
     * @param title title of its card
     * @param lineage a sentence for its card: where its first weights came from
     * @param architecture its shape
     * @param result its training
     * @param classNames its classes, in the order of its head
     * @param evaluation how it answered the test images
     * @param provenance how to make it again
     * @return the files
     * @throws IOException if one cannot be written
     */
    public static List<ArtefactRef> put(
            Workshop workshop,
            JobContext context,
            String title,
            String lineage,
            VitArchitecture architecture,
            TrainingResult result,
            List<String> classNames,
            TestEvaluation evaluation,
            Provenance provenance)
            throws IOException {
        Path folder = Files.createDirectories(context.workDirectory().resolve("model"));
        String card = ModelCard.of(title, lineage, architecture, classNames, result.history(), evaluation, provenance);
        List<Path> files = new ArrayList<>(ModelFolder.write(
                folder,
                architecture,
                classNames,
                evaluation instanceof LabelEvaluation,
                provenance.dataset().evaluatedShare(),
                result.weights(),
                result.history(),
                card));
        files.add(Files.write(folder.resolve(ModelEvaluation.FILE), Json.write(evaluation)));
        List<ArtefactRef> refs = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            refs.add(workshop.store().put(name, context.runPrefix() + name, file));
        }
        return refs;
    }
}
