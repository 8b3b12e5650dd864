package io.learngene.method.sws;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.method.TestWorkshop;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What distillations ask an uploaded ancestor whose accuracy nobody knows. */
class AncestorUseTest {

    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 24, 1, 1, 10, null, null, null);

    @TempDir
    Path folder;

    private Workshop workshop;
    private ArtefactRef weights;

    @BeforeEach
    void upload() throws IOException {
        workshop = TestWorkshop.in(folder);
        Path file = folder.resolve("weights");
        SafetensorsWriter.write(file, RandomInitialisation.draw(NetworkSpec.of(VIT), 7), Map.of());
        weights = workshop.store().put("model.safetensors", "ancestors/theirs/model.safetensors", file);
        AncestorManifest manifest = new AncestorManifest("theirs", VIT, weights, null, null, null, TestWorkshop.NOW);
        workshop.store().put("manifest", StoreKeys.ancestorManifest("theirs"), Json.write(manifest));
    }

    @Test
    void ancestorThatWasAskedEverythingIsNotLoadedForItsAccuracyEither() throws Exception {
        // Given
        LearngeneManifest first = distil("first", "'stored_answers': {}");
        loseTheWeights();

        // When
        LearngeneManifest second = distil("second", "'stored_answers': {}");

        // Then
        assertThat(first.teacher().epochs()).isEqualTo(2);
        assertThat(second.teacher().epochs()).isZero();
        assertThat(second.teacher().accuracy()).isEqualTo(first.teacher().accuracy());
        assertThat(losses(second)).isEqualTo(losses(first));
    }

    private static List<Double> losses(LearngeneManifest learngene) {
        return learngene.history().stream().map(EpochResult::trainLoss).toList();
    }

    private void loseTheWeights() throws IOException {
        workshop.store().delete(weights.key());
        Files.delete(workshop.cache().folder().resolve(weights.sha256()));
    }

    private LearngeneManifest distil(String family, String recipe) throws Exception {
        String request = "{'dataset': {'name': 'synthetic-shapes', 'train_images': 64, 'test_images': 20},"
                + " 'ancestor': 'theirs', 'auxiliary': {'dim': 16, 'heads': 2, 'patch_size': 8, 'repeats': [1, 1]},"
                + " 'distillation': {'training': {'epochs': 2, 'batch_size': 32}, 'elastic': {'from': 1.0}, " + recipe
                + "}}";
        FamilyRequest read =
                Json.read(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
        return (LearngeneManifest) new DistillHandler(workshop)
                .run(Job.first(family, TestWorkshop.NOW, new DistillJob(read)), new TestWorkshop.Run(folder, family));
    }
}
