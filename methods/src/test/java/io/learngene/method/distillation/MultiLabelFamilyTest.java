package io.learngene.method.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.DistillJob;
import io.learngene.method.EmptyShelves;
import io.learngene.method.ExpandJob;
import io.learngene.method.ExpandRequest;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Methods;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A tiny family of images that have none, one or several of three colours, from the archive to a tuned descendant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultiLabelFamilyTest {

    private static final String FAMILY = "colours-1a2b3c4d";
    private static final List<String> COLOURS = List.of("blue", "green", "red");
    private static final String REQUEST = """
            {"dataset": {"name": "colours", "sha256": "SHA256", "image_size": 16, "validation": 0.2},
             "ancestor": {"train": {"model": {"type": "resnet", "layers": [1, 1, 1], "width": 8},
                                    "training": {"epochs": 4, "batch_size": 16, "augmentation": {"crop_padding": 0}}}},
             "auxiliary": {"dim": 16, "heads": 2, "patch_size": 8, "repeats": [1, 2], "pooling": "class_token"},
             "distillation": {"training": {"epochs": 4, "batch_size": 16, "augmentation": {"crop_padding": 0}}},
             "targets": [2], "tuning": {"epochs": 1, "batch_size": 16}, "tuning_distillation": {"alpha": 0.5},
             "baselines": {"scratch": {}}}
            """;

    @TempDir
    private static Path folder;

    private Workshop workshop;
    private FamilyRequest request;
    private LearngeneManifest learngene;

    @BeforeAll
    void distil() throws Exception {
        workshop = TestWorkshop.in(folder);
        byte[] archive = archive();
        ArtefactRef source = workshop.store().put("source.zip", "datasets/colours/source.zip", archive);
        TreeMap<String, Integer> positives = new TreeMap<>(Map.of("blue", 1, "green", 1, "red", 1));
        DatasetManifest manifest = new DatasetManifest(
                "colours",
                source.sha256(),
                "zip",
                source,
                positives,
                positives,
                null,
                null,
                new MultiLabel(new MultiLabel.Images(80, 1), new MultiLabel.Images(40, 1), null),
                TestWorkshop.NOW);
        workshop.store().put("manifest", StoreKeys.datasetManifest("colours", source.sha256()), Json.write(manifest));
        request = request(REQUEST.replace("SHA256", source.sha256()));
        learngene = (LearngeneManifest)
                new DistillHandler(workshop).run(job(new DistillJob(request)), new TestWorkshop.Run(folder, "distill"));
        workshop.store().create(StoreKeys.learngeneManifest(FAMILY), Json.write(learngene));
    }

    @Test
    void learngeneIsJudgedByMeanAveragePrecisionAndHasNoRightImages() {
        // Then
        EpochResult end = learngene.training().history().get(4);
        assertThat(end.evaluated().headline()).isEqualTo("validation_map");
        assertThat(learngene.training().tested()).isNull();
        LabelEvaluation evaluation =
                (LabelEvaluation) evaluation(learngene.evaluation().orElseThrow());
        assertThat(evaluation.meanAveragePrecision())
                .isEqualTo(end.evaluated().scores().get("map"));
        assertThat(evaluation.classes())
                .extracting(LabelEvaluation.OfLabel::name)
                .containsExactlyElementsOf(COLOURS);
    }

    /** Both by the score of the validation images, so that they can be compared. */
    @Test
    void ancestorAndAuxiliaryModelStandBesideOneAnother() {
        // Then
        ResultSummary.Learned summary = (ResultSummary.Learned) learngene.summary();
        assertThat(summary.headline()).isEqualTo("validation_map");
        assertThat(summary.predecessors())
                .extracting(ResultSummary.Predecessor::score)
                .containsExactly(
                        learngene.teacher().history().get(4).score(),
                        learngene.training().history().get(4).score());
        assertThat(learngene.teacher().tested()).isNull();
        AncestorManifest ancestor = Json.read(
                workshop.store().read(StoreKeys.ancestorManifest(FAMILY)).orElseThrow(), AncestorManifest.class);
        assertThat(ancestor.accuracy()).as("there is none").isNull();
        assertThat(json(ancestor.config()).path("problem_type").asText()).isEqualTo("multi_label_classification");
    }

    @Test
    void descendantListensToTheAncestorAndSaysThatItIsMultiLabel() throws Exception {
        // Given
        ExpandRequest wanted = new ExpandRequest(
                request.targets(), request.tuning(), request.tuningDistillation(), request.baselines(), false);
        Job<ExpandJob> job = job(new ExpandJob(ExpandJob.INITIAL, wanted, request.dataset(), request.seed()));
        ExpandHandler handler = new ExpandHandler(workshop);
        List<JobSpec> next = handler.next(job, handler.run(job, new TestWorkshop.Run(folder, "expand")));

        // When
        ModelManifest tuned = tune((TuneJob) next.get(0), "tune");
        ModelManifest scratch = tune((TuneJob) next.get(1), "scratch");

        // Then
        assertThat(tuned.listening().teacher().ancestor()).isEqualTo(FAMILY);
        for (ModelManifest each : List.of(tuned, scratch)) {
            assertThat(each.training().tested()).isNull();
            assertThat(each.training().history().get(1).evaluated().scores())
                    .containsKeys("map", "f1_micro", "f1_macro", "validation_map");
            assertThat(evaluation(each.evaluation().orElseThrow())).isInstanceOf(LabelEvaluation.class);
            assertThat(json(file(each, "config.json")).path("problem_type").asText())
                    .isEqualTo("multi_label_classification");
            assertThat(new String(
                            workshop.store().read(file(each, "README.md").key()).orElseThrow(), StandardCharsets.UTF_8))
                    .contains("mean average precision")
                    .contains("validation loss");
        }
    }

    /** Kept are logarithms of probabilities of classes beside one another. */
    @Test
    void likeliestClassesAloneAreNotKept() {
        // Given
        FamilyRequest likeliest = request(
                REQUEST.replace("\"distillation\": {", "\"distillation\": {\"stored_answers\": {\"classes\": 1}, ")
                        .replace("SHA256", request.dataset().sha256()));

        // When, then: the gateway refuses it, and a worker does
        assertThatThrownBy(() -> Methods.intake(likeliest).first(likeliest, new EmptyShelves(COLOURS, true)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("distillation.stored_answers.classes")
                .hasMessageContaining("multi-label");
        assertThatThrownBy(() -> new DistillHandler(workshop)
                        .run(job(new DistillJob(likeliest)), new TestWorkshop.Run(folder, "likeliest")))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("stored_answers.classes");
    }

    @SuppressWarnings("unchecked") // The handler is the one of tuning jobs.
    private ModelManifest tune(TuneJob spec, String run) throws Exception {
        JobHandler<TuneJob> handler = (JobHandler<TuneJob>) Methods.handlers(spec.role(), workshop).stream()
                .filter(h -> h.type().equals(TuneJob.class))
                .findFirst()
                .orElseThrow();
        return (ModelManifest) handler.run(job(spec), new TestWorkshop.Run(folder, run));
    }

    private TestEvaluation evaluation(ArtefactRef file) {
        assertThat(file.name()).isEqualTo(ModelEvaluation.FILE);
        return Json.read(workshop.store().read(file.key()).orElseThrow(), TestEvaluation.class);
    }

    private JsonNode json(ArtefactRef file) {
        return Json.read(workshop.store().read(file.key()).orElseThrow(), JsonNode.class);
    }

    private static ArtefactRef file(ModelManifest model, String name) {
        return model.files().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] archive() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            split(zip, "train", 100, random);
            split(zip, "test", 40, random);
        }
        return bytes.toByteArray();
    }

    private static void split(ZipOutputStream zip, String split, int count, SplittableRandom random)
            throws IOException {
        StringBuilder csv = new StringBuilder("file_name,labels\n");
        for (int i = 0; i < count; i++) {
            int drawn = random.nextInt(8);
            List<String> labels = COLOURS.stream()
                    .filter(colour -> (drawn >> COLOURS.indexOf(colour) & 1) == 1)
                    .toList();
            csv.append(i).append(".png,").append(String.join("|", labels)).append('\n');
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 256; p++) {
                int bright = 150 + random.nextInt(100);
                image.setRGB(
                        p % 16,
                        p / 16,
                        (drawn & 1) * bright | (drawn >> 1 & 1) * bright << 8 | (drawn >> 2) * bright << 16);
            }
            zip.putNextEntry(new ZipEntry(split + "/" + i + ".png"));
            ImageIO.write(image, "png", zip);
        }
        zip.putNextEntry(new ZipEntry(split + "/metadata.csv"));
        zip.write(csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static <S extends JobSpec> Job<S> job(S spec) {
        return Job.first(FAMILY, TestWorkshop.NOW, spec);
    }

    private static FamilyRequest request(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
    }
}
