package io.learngene.gateway.removal;

import static io.learngene.gateway.removal.Shelf.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.submission.SmallSubmission;
import io.learngene.gateway.view.Samples;
import io.learngene.method.TuneJob;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes when it is asked for, what stays, and who is told, in a real store. */
class DeletionsTest {

    private static final String FAMILY = Samples.FAMILY;
    private static final String MODEL = StoreKeys.modelManifest(FAMILY, TuneJob.MODELS, "L06");
    private static final String MODEL_FILE = "jobs/" + FAMILY + "/tune/L06/runs/1-a/model.safetensors";
    private static final String LEARNGENE = StoreKeys.learngeneManifest(FAMILY);
    private static final String LEARNGENE_FILE = Samples.WEIGHTS.key();
    private static final String CHECKPOINT = "jobs/" + FAMILY + "/tune/L09/runs/1-a/checkpoints/tuning/checkpoint-1";
    private static final String IMAGES = "d".repeat(64);
    private static final String OLDER_IMAGES = "e".repeat(64);

    @TempDir
    Path folder;

    private final FakeTold told = new FakeTold();
    private Shelf shelf;

    @BeforeEach
    void family() {
        shelf = new Shelf(folder);
        put();
        told.ended(FAMILY, OLD, "tune/L06", "tune/L09", "distill");
    }

    private void put() {
        shelf.document(LEARNGENE, Samples.learngene());
        shelf.old(LEARNGENE_FILE, MODEL_FILE, CHECKPOINT);
        shelf.document(MODEL, Samples.model(TuneJob.MODELS, "L06", 0.5));
        shelf.document("families/" + FAMILY + "/failures/tune/L09.json", Map.of("reason", "no such class"));
    }

    @Test
    void familyGoesWithAllThatItMade() {
        // When
        Deletion looked = deletions(shelf.store).family(FAMILY, true);
        List<String> untouched = shelf.keys();
        Deletion deleted = deletions(shelf.store).family(FAMILY, false);

        // Then
        assertThat(untouched).hasSize(6);
        assertThat(shelf.keys()).isEmpty();
        assertThat(told.deleted).containsExactly(FAMILY);
        assertThat(deleted.objects()).isEqualTo(6);
        assertThat(looked.objects()).isEqualTo(6);
        assertThat(looked.bytes()).isEqualTo(deleted.bytes()).isPositive();
    }

    /** Or a job whose record comes again would find no result, and make it anew. */
    @Test
    void everybodyIsToldBeforeAnythingGoes() {
        // Given
        told.deleting = target -> assertThat(shelf.keys()).contains(MODEL, MODEL_FILE);

        // When
        deletions(shelf.store).model(FAMILY, TuneJob.MODELS, "L06", false);

        // Then
        assertThat(told.deleted).containsExactly(FAMILY + "/tune/L06");
        assertThat(shelf.keys()).doesNotContain(MODEL, MODEL_FILE).contains(LEARNGENE, CHECKPOINT);
    }

    @Test
    void whatOthersReferToStaysWithItsFilesAndIsNamed() {
        // Given
        told.asks("family grown-1", "{\"method\": \"growth\", \"from\": \"" + FAMILY + "/L06\"}");
        shelf.document(
                "families/other/initialisations/L04.json",
                Map.of("learngene", FAMILY, "note", "made from it on demand"));

        // When
        Deletion deleted = deletions(shelf.store).family(FAMILY, false);

        // Then
        assertThat(shelf.keys())
                .containsExactlyInAnyOrder(
                        MODEL, MODEL_FILE, LEARNGENE, LEARNGENE_FILE, "families/other/initialisations/L04.json");
        assertThat(deleted.objects()).isEqualTo(2);
        assertThat(deleted.kept())
                .extracting(Deletion.Kept::what, Deletion.Kept::objects, Deletion.Kept::neededBy)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(MODEL, 2, List.of("family grown-1")),
                        org.assertj.core.groups.Tuple.tuple(
                                LEARNGENE, 2, List.of("families/other/initialisations/L04.json")));
        assertThat(told.deleted).containsExactly(FAMILY);
    }

    @Test
    void familyAtWorkIsRefusedWithTheRemedy() {
        // Given
        told.atWork(FAMILY, "tune/L09");

        // When / Then
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> deletions(shelf.store).family(FAMILY, false),
                () -> deletions(shelf.store).model(FAMILY, TuneJob.MODELS, "L06", false),
                () -> deletions(shelf.store).learngene(FAMILY, false))) {
            assertRefused(call, 409, "has jobs that have not ended", "foundry cancel " + FAMILY);
        }
        assertThat(shelf.keys()).hasSize(6);
        assertThat(told.deleted).isEmpty();
    }

    @Test
    void familyThatAComparisonStillNeedsIsRefused() {
        // Given
        told.asked.add(new Told.Asked("comparison c-1", new byte[0], Set.of(FAMILY)));

        // When / Then
        assertRefused(
                () -> deletions(shelf.store).family(FAMILY, true), 409, "comparison c-1", "foundry compare cancel c-1");
    }

    @Test
    void whatIsNotThereIsToldByName() {
        // Given
        told.standings.put("gone", new Told.Standing.Deleted(Instant.EPOCH));

        // When / Then
        assertRefused(() -> deletions(shelf.store).family("nobody", true), 404, "no family nobody");
        assertRefused(() -> deletions(shelf.store).family("gone", true), 404, "deleted at 1970");
        assertRefused(() -> deletions(shelf.store).learngene("nobody", true), 404, "no learngene nobody");
        assertRefused(() -> deletions(shelf.store).ancestor("nobody", true), 404, "no ancestor nobody");
        assertRefused(() -> deletions(shelf.store).dataset("nobody", true), 404, "no dataset nobody");
        assertRefused(() -> deletions(shelf.store).model(FAMILY, TuneJob.MODELS, "L99", true), 404, "L99");
    }

    /** Topics that were lost keep nobody from removing what lies in the bucket. */
    @Test
    void familyThatOnlyTheStoreKnowsCanBeDeleted() {
        // Given
        told.standings.clear();

        // When
        deletions(shelf.store).family(FAMILY, false);

        // Then
        assertThat(shelf.keys()).isEmpty();
        assertThat(told.deleted).containsExactly(FAMILY);
    }

    @Test
    void deletionThatWasKilledAnywhereLeavesNothingBrokenAndIsFinishedByAskingAgain() {
        String weights = "ancestors/" + FAMILY + "/" + "0".repeat(64) + "/model.safetensors";
        for (int delete = 1; delete <= 8; delete++) {
            // Given: of an ancestor the manifest is the last in the order of keys
            put();
            shelf.old(weights);
            shelf.document(StoreKeys.ancestorManifest(FAMILY), Map.of("weights", weights));
            told.ended(FAMILY, OLD);
            ArtefactStore dying = shelf.dyingAtDelete(delete);

            // When
            assertThatThrownBy(() -> deletions(dying).family(FAMILY, false)).isInstanceOf(StoreException.class);

            // Then
            assertThat(shelf.missing()).as("after %d", delete).isEmpty();
            assertThat(told.standings.get(FAMILY)).isInstanceOf(Told.Standing.Deleted.class);
            deletions(shelf.store).family(FAMILY, false);
            assertThat(shelf.keys()).isEmpty();
        }
    }

    @Test
    void modelThatAnotherBeginsWithIsRefused() {
        // Given
        String follower = StoreKeys.modelManifest(FAMILY, TuneJob.SELECTED_LAYERS, "L04");
        shelf.document(follower, Map.of("start", Map.of("from", "layers", "manifest", MODEL)));

        // When / Then
        assertRefused(() -> deletions(shelf.store).model(FAMILY, TuneJob.MODELS, "L06", false), 409, follower);
        assertThat(shelf.keys()).contains(MODEL, MODEL_FILE);
        assertThat(told.deleted).isEmpty();
    }

    /** What was to be done for it refers to nothing any more, either. */
    @Test
    void modelThatWasAskedForLaterGoesWithWhatWasAskedFor() {
        // Given
        String asked = StoreKeys.continuation(FAMILY, "tune/L06");
        shelf.document(asked, Map.of("dataset", Map.of("sha256", IMAGES), "start", MODEL));

        // When
        deletions(shelf.store).model(FAMILY, TuneJob.MODELS, "L06", false);

        // Then
        assertThat(shelf.keys()).doesNotContain(asked, MODEL);
    }

    @Test
    void learngeneGoesWhenNothingIsMadeOfIt() {
        // Given
        String initialisation = StoreKeys.initialisation(FAMILY, "L06");
        shelf.document(initialisation, Samples.initialisationOf(FAMILY, "L06"));

        // When / Then
        assertRefused(() -> deletions(shelf.store).learngene(FAMILY, false), 409, initialisation);
        shelf.store.delete(initialisation);
        deletions(shelf.store).learngene(FAMILY, false);
        assertThat(told.deleted).containsExactly(FAMILY + "/distill");
        assertThat(shelf.keys()).doesNotContain(LEARNGENE, LEARNGENE_FILE).contains(MODEL);
    }

    @Test
    void ancestorThatSomebodyListensToIsRefusedAndOneThatNobodyDoesGoes() {
        // Given
        String weights = "ancestors/big/" + "a".repeat(64) + "/model.safetensors";
        ArtefactRef ref = new ArtefactRef("model.safetensors", weights, 1, "a".repeat(64));
        shelf.old(weights, "ancestors/big-2/uploads/config.json.json");
        shelf.document(
                StoreKeys.ancestorManifest("big"),
                new AncestorManifest("big", Samples.ANCESTOR, ref, ref, null, null, OLD));
        told.asks("family pets-1", "{\"ancestor\": {\"id\": \"big\"}}");

        // When / Then
        assertRefused(() -> deletions(shelf.store).ancestor("big", false), 409, "needed by family pets-1");
        assertThat(shelf.keys()).contains(weights);
        told.asked.clear();
        deletions(shelf.store).ancestor("big", false);
        assertThat(shelf.keys())
                .filteredOn(key -> key.startsWith("ancestors/"))
                .containsExactly("ancestors/big-2/uploads/config.json.json");
    }

    @Test
    void contentsOfADatasetGoThatNobodyRefersTo() {
        // Given
        for (String content : List.of(IMAGES, OLDER_IMAGES)) {
            shelf.old("datasets/pets/" + content + "/dataset.json", "datasets/pets/" + content + "/source.zip");
        }
        told.asks("family pets-1", "{\"dataset\": {\"name\": \"pets\", \"sha256\": \"" + IMAGES + "\"}}");

        // When
        Deletion deleted = deletions(shelf.store).dataset("pets", false);

        // Then
        assertThat(deleted.objects()).isEqualTo(2);
        assertThat(deleted.kept())
                .extracting(Deletion.Kept::what, Deletion.Kept::objects, Deletion.Kept::neededBy)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("datasets/pets/" + IMAGES, 2, List.of("family pets-1")));
        assertThat(shelf.keys()).filteredOn(key -> key.startsWith("datasets/")).allMatch(key -> key.contains(IMAGES));
        assertRefused(() -> deletions(shelf.store).dataset("pets", false), 409, "family pets-1");
    }

    /** The same archive may lie in two projects, and neither is told so. */
    @Test
    void contentThatOnlyAnotherProjectRefersToGoesAndTheOthersStays() {
        // Given
        shelf.old(
                "datasets/pets/" + IMAGES + "/dataset.json", "projects/acme/datasets/pets/" + IMAGES + "/dataset.json");
        told.asks("family pets-1", "{\"dataset\": {\"name\": \"pets\", \"sha256\": \"" + IMAGES + "\"}}");
        shelf.document(StoreKeys.continuation("f-1", "tune/x"), Map.of("dataset", Map.of("sha256", IMAGES)));

        // When
        Deletion deleted = deletions(shelf.store).dataset("acme~pets", false);

        // Then
        assertThat(deleted.objects()).isEqualTo(1);
        assertThat(shelf.keys())
                .filteredOn(key -> key.contains("datasets/"))
                .containsExactly("datasets/pets/" + IMAGES + "/dataset.json");
    }

    @Test
    void familyOfAProjectGoesWithAllThatItMadeThere() {
        // Given
        String model = StoreKeys.modelManifest("acme~f-1", TuneJob.MODELS, "L06");
        String file = StoreKeys.run("acme~f-1/tune/L06", "1-a") + "model.safetensors";
        String needed = StoreKeys.run("acme~f-1/tune/L09", "1-a") + "model.safetensors";
        shelf.document(model, Map.of("files", List.of(file)));
        shelf.old(file, needed);
        shelf.document(StoreKeys.modelManifest("acme~f-2", TuneJob.MODELS, "L06"), Map.of("from", needed));
        told.ended("acme~f-1", OLD, "tune/L06", "tune/L09");

        // When
        Deletion deleted = deletions(shelf.store).family("acme~f-1", false);

        // Then
        assertThat(deleted.objects()).isEqualTo(2);
        assertThat(shelf.keys()).contains(needed, MODEL).doesNotContain(model, file);
    }

    @Test
    void whatAJobWillReadThatWasAskedForLaterIsReferredTo() {
        // Given
        shelf.old("datasets/pets/" + IMAGES + "/dataset.json");
        shelf.document(StoreKeys.continuation("f-1", "tune/x"), Map.of("dataset", Map.of("sha256", IMAGES)));

        // When / Then
        assertRefused(
                () -> deletions(shelf.store).dataset("pets", true), 409, "families/f-1/continuations/tune/x.json");
    }

    @Test
    void whatADeletedFamilyWasMadeFromIsFree() {
        // Given
        shelf.old("datasets/pets/" + IMAGES + "/dataset.json");
        ModelManifest model = Samples.model(TuneJob.MODELS, "L06", 0.5);
        shelf.document("families/f-1/models/L06/model.json", Map.of("provenance", IMAGES, "name", model.name()));

        // When / Then
        assertRefused(() -> deletions(shelf.store).dataset("pets", false), 409, "families/f-1/models/L06/model.json");
        told.standings.put("f-1", new Told.Standing.Deleted(OLD));
        assertThat(deletions(shelf.store).dataset("pets", false).objects()).isEqualTo(1);
    }

    private static void assertRefused(ThrowingCallable call, int status, String... words) {
        assertThatThrownBy(call)
                .isInstanceOf(ProblemException.class)
                .hasMessageContainingAll(words)
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(status);
    }

    private Deletions deletions(ArtefactStore store) {
        SmallSubmission submission = new SmallSubmission(store, Settings.of(Map.of()));
        return new Deletions(store, submission.catalogue(), submission.datasets(), new References(store, told), told);
    }
}
