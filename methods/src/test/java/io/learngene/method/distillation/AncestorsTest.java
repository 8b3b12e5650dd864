package io.learngene.method.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.Job;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.Preprocessing;
import io.learngene.method.DistillJob;
import io.learngene.method.TestWorkshop;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.worker.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AncestorsTest {

    @TempDir
    Path folder;

    private Workshop workshop;
    private Dataset dataset;

    @BeforeEach
    void open() throws Exception {
        workshop = TestWorkshop.in(folder);
        dataset = workshop.datasets().open(job("pets", 1).spec().request().dataset(), (done, total) -> {});
    }

    @Test
    void trainedAncestorIsPublishedUnderItsChecksum() throws Exception {
        // When
        Ancestor ancestor = train(job("pets", 1), "first");

        // Then
        AncestorManifest published = published();
        for (ArtefactRef file : List.of(published.weights(), published.config())) {
            assertThat(file.key()).isEqualTo("ancestors/pets/" + file.sha256() + "/" + file.name());
            assertThat(Sha256.of(workshop.store().read(file.key()).orElseThrow()))
                    .isEqualTo(file.sha256());
        }
        assertThat(ancestor.file().sha256()).isEqualTo(published.weights().sha256());
        assertThat(ancestor.history()).hasSize(2);
    }

    @Test
    void accuracyOfATrainedAncestorIsThatOnTheTestImages() throws Exception {
        // Given
        Dataset held = dataset.holdingOut(0.5, Preprocessing.whole(32));

        // When
        Ancestor ancestor = new Ancestors(workshop).of(job("pets", 1), held, new TestWorkshop.Run(folder, "held"));

        // Then
        EpochResult end = ancestor.history().get(1);
        assertThat(end.evaluated().headline()).isEqualTo("validation_top1");
        assertThat(ancestor.tested().accuracy())
                .isEqualTo(end.evaluated().scores().get("top1"));
    }

    /** Another seed stands for other hardware, on which the same training gives other bits. */
    @Test
    void runThatComesSecondChangesNothingAndTakesWhatIsPublished() throws Exception {
        // Given
        Ancestor first = train(job("pets", 1), "first");
        AncestorManifest published = published();
        workshop.store().list("jobs/").forEach(file -> workshop.store().delete(file.key()));

        // When
        Ancestor second = train(job("pets", 2), "second");

        // Then
        assertThat(published()).isEqualTo(published);
        assertThat(Sha256.of(workshop.store().read(published.weights().key()).orElseThrow()))
                .isEqualTo(published.weights().sha256());
        assertThat(second.file().sha256()).isEqualTo(first.file().sha256());
        assertThat(workshop.store().list("ancestors/")).hasSize(3);
    }

    private Ancestor train(Job<DistillJob> job, String run) throws Exception {
        return new Ancestors(workshop).of(job, dataset, new TestWorkshop.Run(folder, run));
    }

    private AncestorManifest published() {
        return Json.read(
                workshop.store().read(StoreKeys.ancestorManifest("pets")).orElseThrow(), AncestorManifest.class);
    }

    private static Job<DistillJob> job(String family, long seed) {
        String request = "{'dataset': 'synthetic-shapes', 'ancestor': {'train': {'model': {'type': 'vit', 'dim': 24,"
                + " 'heads': 3, 'depth': 1, 'patch_size': 8}, 'training': {'epochs': 1, 'batch_size': 20}}},"
                + " 'auxiliary': {'dim': 24, 'heads': 3, 'patch_size': 8, 'repeats': [1, 1]}, 'seed': " + seed + "}";
        FamilyRequest read =
                Json.read(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
        return new Job<>(
                family,
                0,
                0,
                0,
                null,
                null,
                TestWorkshop.NOW,
                new DistillJob(
                        read.accepted(new DatasetSelection(DatasetSelection.SYNTHETIC, null, 32, null, 20, 10))));
    }
}
