package io.learngene.method.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Artefacts;
import io.learngene.method.EmptyShelves;
import io.learngene.method.Initialiser;
import io.learngene.method.TestJobs;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.worker.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selections of an ancestor of six layers, whose third does nothing, from a request to a tuned model. */
class SelectionFamilyTest {

    private static final String FAMILY = "small-1a2b3c4d";
    private static final VitArchitecture LARGE = new VitArchitecture(32, 8, 24, 3, 6, 10, null, null, null);

    @TempDir
    Path folder;

    private Workshop workshop;
    private TestJobs jobs;

    @BeforeEach
    void storeAnAncestor() throws Exception {
        workshop = TestWorkshop.in(folder);
        jobs = new TestJobs(workshop, folder, FAMILY);
        store("large", 5);
    }

    @Test
    void influenceOfALayerThatPassesOnWhatItGetsIsNone() throws Exception {
        // When
        SelectedManifest selected = (SelectedManifest)
                jobs.run(job("'targets': [{'depth': 5}], 'layers': 'influence', 'influence_images': 96"));

        // Then
        List<Double> influence = selected.influence().ofLayers();
        assertThat(influence).hasSize(6);
        assertThat(influence.get(2)).isLessThan(1e-9);
        assertThat(influence).filteredOn(value -> value > 1e-3).hasSize(5);
        assertThat(selected.models().get(0).layers()).containsExactly(0, 1, 3, 4, 5);
        assertThat(selected.influence().images()).isEqualTo(96);
        assertThat(selected.influence().flops()).isEqualTo(96.0 * LARGE.flops());
    }

    @Test
    void influenceIsMeasuredOnTheImagesThatThereAre() throws Exception {
        // When
        SelectedManifest selected =
                (SelectedManifest) jobs.run(job("'targets': [{'depth': 5}], 'layers': 'influence'"));

        // Then
        assertThat(selected.influence().images()).isEqualTo(128);
    }

    @Test
    void everySelectionIsTunedWithScratchBesideIt() throws Exception {
        // Given
        JobSpec job = job("'targets': [{'depth': 3}, {'dim': 16, 'heads': 2, 'depth': 6}]");

        // When
        SelectedManifest selected = (SelectedManifest) jobs.run(job);

        // Then
        assertThat(jobs.next(job, selected))
                .extracting(JobSpec::path)
                .containsExactly("tune/L03-d24-h3", "tune/L06-d16-h2", "scratch/L03-d24-h3", "scratch/L06-d16-h2");
        assertThat(selected.jobs()).hasSize(4);
        assertThat(selected.influence()).isNull();
    }

    @Test
    void downloadIsWhatATrainingBeginsWith() throws Exception {
        // Given
        jobs.run(job("'targets': [{'dim': 16, 'depth': 4}], 'layers': 'even'"));
        Selected origin = new Selected(SelectJob.manifest(FAMILY), "L04-d16-h2");
        VitArchitecture small = new VitArchitecture(32, 8, 16, 2, 4, 10, null, null, null);
        Initialiser.Wanted wanted = new Initialiser.Wanted(small, classes(), 42);

        // When
        Map<String, Tensor> streamed = weights(origin, wanted, Artefacts.of(workshop.store()));
        Map<String, Tensor> local = weights(origin, wanted, Artefacts.of(workshop.store(), workshop.cache()));

        // Then
        assertThat(streamed).isEqualTo(local);
        assertThat(streamed.keySet())
                .isEqualTo(RandomInitialisation.draw(NetworkSpec.of(small), 0).keySet());
        assertThat(streamed.get("head.weight"))
                .isEqualTo(RandomInitialisation.draw(NetworkSpec.of(small), 42).get("head.weight"));
    }

    @Test
    void selectionOfAModelThatWasReplacedFailsForGood() throws Exception {
        // Given
        jobs.run(job("'targets': [{'depth': 3}]"));
        workshop.store().delete(StoreKeys.ancestorManifest("large"));
        store("large", 6);
        Initialiser.Wanted wanted = new Initialiser.Wanted(LARGE.withDepth(3), classes(), 42);

        // When, Then
        assertThatThrownBy(() -> weights(
                        new Selected(SelectJob.manifest(FAMILY), "L03-d24-h3"), wanted, Artefacts.of(workshop.store())))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("another model now");
    }

    @Test
    void selectionIsTuned() throws Exception {
        // Given
        JobSpec job = job("'targets': [{'depth': 5}]");
        TuneJob tune = (TuneJob) jobs.next(job, jobs.run(job)).get(0);

        // When
        ModelManifest tuned = (ModelManifest) jobs.run(tune);

        // Then
        assertThat(tuned.start()).isInstanceOf(Selected.class);
        assertThat(tuned.architecture().depth()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'targets': [] | targets",
                "'targets': [{}] | targets[0]",
                "'targets': [{'depth': 6}] | targets[0]",
                "'targets': [{'depth': 7}] | targets[0].depth",
                "'targets': [{'dim': 32}] | targets[0].dim",
                "'targets': [{'dim': 20}] | targets[0].dim",
                "'targets': [{'dim': 20, 'heads': 3}] | targets[0].heads",
                "'targets': [{'depth': 3}, {'depth': 3, 'dim': 24}] | targets[1]",
                "'targets': [{'depth': 2}], 'layers': 'every' | targets[0].depth",
                "'targets': [{'depth': 3}], 'influence_images': 0 | influence_images",
                "'targets': [{'depth': 3}], 'from': '../x' | from",
                "'targets': [{'depth': 3}], 'from': 'gone' | from",
                "'targets': [{'depth': 3}], 'from': 'net' | from",
                "'targets': [{'depth': 3}], 'dataset': {'name': 'pets', 'image_size': 36} | dataset.image_size"
            })
    void whatNoWorkerCouldDoIsRefusedByField(String fields, String field) {
        assertThatThrownBy(() -> new SelectionIntake().first(request(fields), shelves()))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void depthsThatTheRuleCanGiveAreNamed() {
        assertThatThrownBy(() ->
                        new SelectionIntake().first(request("'targets': [{'depth': 2}], 'layers': 'every'"), shelves()))
                .hasMessageContaining("[3, 4, 5]");
    }

    @Test
    void largestSelectionIsAdmittedWithTheFieldThatAsksForIt() {
        // Given
        SelectionRequest request = request("'targets': [{'depth': 3}, {'depth': 5}]");

        // When
        var trainings = new SelectionIntake().trainings(request, shelves());

        // Then
        assertThat(trainings).extracting(each -> each.field()).containsExactly("tuning", "baselines.scratch");
        assertThat(trainings).allMatch(each -> ((VitArchitecture) each.network()).depth() == 5);
    }

    private static SelectJob job(String fields) {
        return new SelectJob(request(fields));
    }

    private static SelectionRequest request(String fields) {
        String from = fields.contains("'from'") ? "" : "'from': 'large', ";
        String dataset = fields.contains("'dataset'")
                ? ""
                : "'dataset': {'name': 'synthetic-shapes', 'train_images': 128, 'test_images': 64}, ";
        String json = "{'method': 'selection', " + from + dataset + "'tuning': {'epochs': 1}, " + fields + "}";
        return (SelectionRequest)
                Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), MethodRequest.class);
    }

    private static EmptyShelves shelves() {
        Map<String, ModelArchitecture> known =
                Map.of("large", LARGE, "net", new ResNetArchitecture(32, 10, List.of(1, 1, 1), null, null, 16));
        return new EmptyShelves(classes()) {
            @Override
            public Optional<AncestorManifest> ancestor(String id) {
                ArtefactRef file = new ArtefactRef("f", "k", 1, "0".repeat(64));
                return Optional.ofNullable(known.get(id))
                        .map(shape -> new AncestorManifest(id, shape, file, file, null, null, TestWorkshop.NOW));
            }

            @Override
            public DatasetSelection pin(DatasetSelection dataset) {
                return dataset;
            }
        };
    }

    private static List<String> classes() {
        return List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    }

    private static Map<String, Tensor> weights(Selected origin, Initialiser.Wanted wanted, Artefacts artefacts)
            throws Exception {
        return TensorSource.tensors(new SelectionInitialiser().weights(origin, wanted, artefacts));
    }

    /** Its third layer adds nothing. */
    private void store(String id, long seed) throws Exception {
        Map<String, Tensor> weights = new LinkedHashMap<>(RandomInitialisation.draw(NetworkSpec.of(LARGE), seed));
        weights.replaceAll((name, tensor) -> {
            float[] values = tensor.toFloats();
            for (int i = 0; i < values.length; i++) {
                boolean adds = name.startsWith("blocks.2.attn.proj") || name.startsWith("blocks.2.mlp.fc2");
                // Wider than they are drawn, so that the other layers do something.
                values[i] = adds
                        ? 0
                        : name.startsWith("blocks.") && tensor.shape().size() == 2 ? 10 * values[i] : values[i];
            }
            return Tensor.ofFloats(tensor.shape(), values);
        });
        Path file = Files.createDirectories(folder.resolve("given")).resolve(id + seed + ".safetensors");
        SafetensorsWriter.write(file, weights, Map.of());
        ArtefactRef stored =
                workshop.store().put(ModelFolder.WEIGHTS, "ancestors/" + id + "/" + seed + ".safetensors", file);
        ArtefactRef config = workshop.store().put("config.json", "ancestors/" + id + "/" + seed + ".json", new byte[0]);
        workshop.store()
                .create(
                        StoreKeys.ancestorManifest(id),
                        Json.write(new AncestorManifest(id, LARGE, stored, config, null, null, TestWorkshop.NOW)));
    }
}
