package io.learngene.method.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.DistillJob;
import io.learngene.method.ExpandJob;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Method;
import io.learngene.method.Methods;
import io.learngene.method.TestJobs;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.method.distillation.ExpansionManifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tiny family of a single block from its request to a tuned descendant, over folders: real training, no broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShareFamilyTest {

    private static final String FAMILY = "tiny-1a2b3c4d";
    private static final String REQUEST = """
            {"method": "share", "dataset": {"name": "synthetic-shapes", "train_images": 128, "test_images": 64},
             "ancestor": {"train": {"model": {"type": "resnet", "layers": [1, 1, 1], "width": 8},
                                    "training": {"epochs": 1, "batch_size": 64}}},
             "auxiliary": {"dim": 16, "heads": 2, "patch_size": 8, "depth": 3},
             "distillation": {"training": {"epochs": 2, "batch_size": 64}, "elastic": {"from": 0.5}},
             "targets": [2, 3, 5], "tuning": {"epochs": 1, "batch_size": 64}, "baselines": {"scratch": {}}}
            """;

    @TempDir
    private static Path folder;

    private ShareRequest request;
    private TestJobs jobs;
    private LearngeneManifest learngene;
    private ExpansionManifest expansion;
    private ExpandJob expand;

    @BeforeAll
    void distil() throws Exception {
        request = (ShareRequest) Json.read(REQUEST.getBytes(StandardCharsets.UTF_8), MethodRequest.class);
        jobs = new TestJobs(TestWorkshop.in(folder), folder, FAMILY);
        learngene = (LearngeneManifest) jobs.run(new DistillJob(request));
        expand = (ExpandJob) expansions().get(0);
        expansion = (ExpansionManifest) jobs.run(expand);
    }

    @Test
    void learngeneStoresOneBlock() {
        // Then
        assertThat(learngene.method()).isEqualTo("share");
        assertThat(learngene.repeats().repeats()).containsExactly(3);
        assertThat(learngene.parameters())
                .isEqualTo(learngene.architecture().withDepth(1).parameters());
        assertThat(learngene.weights().size()).isLessThan(4 * learngene.parameters() + 4096);
    }

    @Test
    void initialisationsAreRecipes() {
        // Then
        assertThat(expansion.initialisations()).extracting(InitialModel::name).containsExactly("L02", "L03", "L05");
        assertThat(expansion.initialisations()).allSatisfy(made -> {
            byte[] recipe = Json.write(made);
            assertThat(recipe).hasSizeLessThan(1024);
            assertThat(Json.read(recipe, InitialModel.class)).isEqualTo(made);
        });
        assertThat(((ShareInitialisation) expansion.initialisations().get(0)).copies())
                .isEqualTo(2);
    }

    @Test
    void descendantOfTheAuxiliaryDepthIsTheAuxiliaryModel() throws Exception {
        // Given
        TuneJob job = (TuneJob) jobs.next(expand, expansion).get(1);

        // When
        ModelManifest tuned = (ModelManifest) jobs.run(job);

        // Then
        EpochResult distilled = learngene
                .training()
                .history()
                .get(learngene.training().history().size() - 1);
        assertThat(tuned.architecture().depth()).isEqualTo(3);
        assertThat(tuned.training().history().get(0).testLoss()).isEqualTo(distilled.testLoss());
        assertThat(tuned.training().history().get(0).evaluated().value())
                .isEqualTo(distilled.evaluated().value());
    }

    @Test
    void tuningsFollowWithTheirComparison() throws Exception {
        // When
        List<JobSpec> next = jobs.next(expand, expansion);

        // Then
        assertThat(next)
                .extracting(JobSpec::path)
                .containsExactly("tune/L02", "tune/L03", "tune/L05", "scratch/L02", "scratch/L03", "scratch/L05");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'dataset': 'd', 'targets': [{'layers_source': [0, 1]}]} | targets[0].layers_source | one block",
                "{'dataset': 'd', 'auxiliary': {'patch_size': 5}} | auxiliary.patch_size | 32",
                "{'dataset': 'd', 'auxiliary': {'depth': 65}} | auxiliary.depth | 65",
                "{'dataset': 'd', 'auxiliary': {'pooling': 'distilled'}} | auxiliary.pooling | class_token",
                "{'dataset': 'd', 'targets': []} | targets | 1 to 64"
            })
    void requestIsRefusedByItsField(String json, String field, String part) {
        // Given
        byte[] document = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        // When, Then
        assertThatThrownBy(() -> Json.read(document, ShareRequest.class))
                .hasMessageContaining(part)
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void acceptedRequestDrawsDepthsUpToTwiceTheAuxiliaryModels() {
        // Given
        ShareRequest plain = Json.read("{\"dataset\": \"d\"}".getBytes(StandardCharsets.UTF_8), ShareRequest.class);

        // When
        ShareRequest accepted = plain.accepted(plain.dataset());

        // Then
        assertThat(plain.distillation().elastic()).isNull();
        assertThat(accepted.distillation().elastic().depths()).containsExactly(1, 16);
        assertThat(Json.read(Json.write(accepted), MethodRequest.class)).isEqualTo(accepted);
    }

    private List<JobSpec> expansions() {
        LearngenePublished published = new LearngenePublished(
                FAMILY, "learngenes/" + FAMILY + "/learngene.json", "0".repeat(64), request, null, TestWorkshop.NOW);
        return Methods.all().stream()
                .map((Method method) -> method.expansions(published))
                .flatMap(List::stream)
                .toList();
    }
}
