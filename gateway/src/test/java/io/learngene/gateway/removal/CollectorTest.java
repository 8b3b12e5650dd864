package io.learngene.gateway.removal;

import static io.learngene.gateway.removal.Shelf.GRACE;
import static io.learngene.gateway.removal.Shelf.NOW;
import static io.learngene.gateway.removal.Shelf.OLD;
import static io.learngene.gateway.removal.Shelf.YOUNG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.removal.Told.End;
import io.learngene.gateway.removal.Told.Standing;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is an orphan, and what is none, in a real store. */
class CollectorTest {

    private static final String TUNE = "jobs/f/tune/L06/runs/";
    private static final String WON = TUNE + "9-1-b/model.safetensors";
    private static final String LOST = TUNE + "8-1-a/model.safetensors";
    private static final String CHECKPOINT = TUNE + "8-1-a/checkpoints/tuning/checkpoint-1.safetensors";
    private static final String MANIFEST = "families/f/models/L06/model.json";

    @TempDir
    Path folder;

    private final FakeTold told = new FakeTold();
    private Shelf shelf;

    @BeforeEach
    void open() {
        shelf = new Shelf(folder);
    }

    @Test
    void whatRunsOfAnEndedJobLeftGoesAndItsResultStays() {
        // Given
        tuned(OLD);
        shelf.old(WON, LOST, CHECKPOINT, TUNE + "8-1-a/begun");

        // When
        Collection looked = collector(shelf.store).collect(true);
        List<String> untouched = shelf.keys();
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(untouched).contains(LOST, CHECKPOINT);
        assertThat(shelf.keys()).containsExactlyInAnyOrder(MANIFEST, WON);
        assertThat(looked.orphans()).isEqualTo(collected.orphans());
        assertThat(collected.orphans().get(Orphan.ATTEMPTS))
                .isEqualTo(
                        new Collection.Tally(2, LOST.length() + (TUNE + "8-1-a/begun").length(), TUNE + "8-1-a/begun"));
        assertThat(collected.orphans().get(Orphan.CHECKPOINTS))
                .isEqualTo(new Collection.Tally(1, CHECKPOINT.length(), CHECKPOINT));
        assertThat(collected.more()).isFalse();
    }

    @Test
    void orphansOfEveryProjectGoAndWhatItsOwnDocumentsNameStays() {
        // Given
        String won = StoreKeys.run("acme~f/tune/L06", "1-a") + "model.safetensors";
        String lost = StoreKeys.run("acme~f/tune/L06", "2-a") + "model.safetensors";
        String images = "a".repeat(64);
        String answers = "projects/acme/answers/k/";
        shelf.old(won, lost, "projects/acme/datasets/d/" + "b".repeat(64) + "/source.zip", answers + "x.safetensors");
        shelf.document(StoreKeys.modelManifest("acme~f", "models", "L06"), Map.of("files", List.of(won)));
        // Images that another project has.
        shelf.old("datasets/d/" + images + "/dataset.json");
        shelf.document(answers + "epoch-00000.json", Map.of("dataset", images));
        told.ended("acme~f", OLD, "tune/L06");

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(collected.orphans().keySet())
                .containsExactlyInAnyOrder(Orphan.ATTEMPTS, Orphan.DATASETS, Orphan.ANSWERS);
        assertThat(shelf.keys())
                .containsExactlyInAnyOrder(
                        won,
                        StoreKeys.modelManifest("acme~f", "models", "L06"),
                        "datasets/d/" + images + "/dataset.json");
    }

    @Test
    void nothingOfAJobGoesThatHasNotEndedHoweverOldItIs() {
        // Given
        shelf.old(LOST, CHECKPOINT);
        told.atWork("f", "tune/L06");

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(collected.orphans()).isEmpty();
        assertThat(shelf.keys()).containsExactlyInAnyOrder(LOST, CHECKPOINT);
    }

    /** Its newest checkpoint is older than its end where it waited long for another worker. */
    @Test
    void checkpointsOfAFailedJobStayForTheGraceTimeAfterItsEnd() {
        // Given
        shelf.old(CHECKPOINT);
        told.ended("f", YOUNG, "tune/L06");

        // When / Then
        assertThat(collector(shelf.store).collect(false).orphans()).isEmpty();
        told.ended("f", OLD, "tune/L06");
        assertThat(collector(shelf.store).collect(false).orphans()).containsOnlyKeys(Orphan.CHECKPOINTS);
        assertThat(shelf.keys()).isEmpty();
    }

    @Test
    void whatIsYoungStaysWhoeverWroteIt() {
        // Given
        tuned(OLD);
        shelf.young(
                LOST,
                CHECKPOINT,
                "probes/1",
                "answers/k/x.safetensors",
                "datasets/d/" + "a".repeat(64) + "/source.zip");
        shelf.young("ancestors/big/" + "b".repeat(64) + "/model.safetensors", "jobs/gone/tune/L06/runs/1/x");
        told.standings.put("gone", new Standing.Deleted(OLD));

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(collected.orphans()).isEmpty();
        assertThat(shelf.keys()).hasSize(8);
    }

    /** A run publishes while the collector looks: what was listed before is named afterwards. */
    @Test
    void whatIsReferredToAfterItWasListedStays() {
        // Given
        shelf.old(WON);
        told.ended("f", OLD, "tune/L06");
        Set<String> listed = new HashSet<>(Set.of("jobs/f/", "families/f/"));
        ArtefactStore store = shelf.watched((method, key) -> {
            // Between the two, in whichever order they are.
            if (method.equals("list") && listed.remove(key) && listed.isEmpty()) {
                shelf.document(MANIFEST, Map.of("weights", WON));
            }
        });

        // When
        Collection collected = collector(store).collect(false);

        // Then
        assertThat(collected.orphans()).isEmpty();
        assertThat(shelf.keys()).contains(WON);
    }

    @Test
    void whatAnotherFamilyOrARequestRefersToStaysAndIsTold() {
        // Given
        shelf.old(LOST, CHECKPOINT);
        told.ended("f", OLD, "tune/L06");
        shelf.document("families/other/grown.json", Map.of("from", LOST));
        told.asks("family asking", "{\"file\": \"" + CHECKPOINT + "\"}");

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(collected.orphans()).isEmpty();
        assertThat(collected.kept())
                .containsExactlyInAnyOrder(
                        LOST + ": needed by families/other/grown.json", CHECKPOINT + ": needed by family asking");
        assertThat(shelf.keys()).contains(LOST, CHECKPOINT);
    }

    @Test
    void jobThatIsAskedForAgainWhileItIsCollectedKeepsItsCheckpoints() {
        // Given
        shelf.old(CHECKPOINT, "probes/1");
        told.ended("f", OLD, "tune/L06");
        ArtefactStore store = shelf.watched((method, key) -> {
            if (method.equals("list") && key.equals("answers/")) {
                throw new AssertionError("never listed as a whole");
            }
            if (method.equals("folders") && key.equals("answers/")) {
                told.atWork("f", "tune/L06");
            }
        });

        // When
        Collection collected = collector(store).collect(false);

        // Then
        assertThat(collected.orphans()).containsOnlyKeys(Orphan.PROBES);
        assertThat(shelf.keys()).containsExactly(CHECKPOINT);
    }

    @Test
    void filesOfAResultThatWasLostStayForWhoeverPutsItBack() {
        // Given
        shelf.old(WON);
        told.standings.put("f", new Standing.Known(true, List.of(FakeTold.job("f", "tune/L06", End.PUBLISHED, OLD))));

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(collected.kept()).singleElement().asString().contains(TUNE, "put that back");
        assertThat(shelf.keys()).containsExactly(WON);
    }

    @Test
    void filesOfAResultThatWasDeletedGo() {
        // Given: whoever deleted it was killed behind its manifest
        shelf.old(WON);
        told.standings.put("f", new Standing.Known(true, List.of(FakeTold.job("f", "tune/L06", End.DELETED, OLD))));

        // When
        collector(shelf.store).collect(false);

        // Then
        assertThat(shelf.keys()).isEmpty();
    }

    /** Its topics may be lost, or another platform shares the bucket. */
    @Test
    void whatNobodyTellsOfStaysAndIsNamed() {
        // Given
        shelf.old("jobs/lost/tune/L06/runs/1/x", "families/lost/models/L06/model.json", "jobs/NO NAME/x", LOST);
        told.ended("f", OLD, "tune/L09");

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(collected.orphans()).isEmpty();
        assertThat(collected.unknown()).containsExactly("NO NAME", "lost");
        assertThat(collected.kept()).singleElement().asString().startsWith(LOST).contains("no job of the family");
    }

    @Test
    void whatIsLeftOfADeletedFamilyGoesButWhatOthersReferTo() {
        // Given
        told.standings.put("f", new Standing.Deleted(OLD));
        tunedDocument();
        String weights = "jobs/f/distill/runs/1/learngene.safetensors";
        shelf.document("learngenes/f/learngene.json", Map.of("id", "f", "weights", weights));
        shelf.old(WON, LOST, weights, "ancestors/f/ancestor.json", "families/f/failures/tune/L09.json");
        shelf.document("families/other/grown.json", Map.of("from", "f/L06"));

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(shelf.keys()).containsExactlyInAnyOrder(MANIFEST, WON, "families/other/grown.json");
        assertThat(collected.orphans()).containsOnlyKeys(Orphan.DELETED);
        assertThat(collected.orphans().get(Orphan.DELETED).objects()).isEqualTo(5);
    }

    @Test
    void ancestorThatWasNeverPublishedGoesAndOneThatIsKeepsWhatItHas() {
        // Given
        String first = "a".repeat(64);
        String second = "b".repeat(64);
        for (String id : List.of("never", "published")) {
            shelf.document("ancestors/" + id + "/uploads/config.json.json", Map.of("sha256", second));
            shelf.old(
                    "ancestors/" + id + "/" + first + "/config.json",
                    "ancestors/" + id + "/" + second + "/config.json");
        }
        shelf.document(
                "ancestors/published/ancestor.json",
                Map.of("config", "ancestors/published/" + second + "/config.json"));

        // When
        collector(shelf.store).collect(false);

        // Then
        assertThat(shelf.keys())
                .containsExactlyInAnyOrder(
                        "ancestors/published/ancestor.json",
                        "ancestors/published/uploads/config.json.json",
                        "ancestors/published/" + second + "/config.json");
    }

    @Test
    void ancestorThatIsPublishedWhileItIsCollectedStaysWhole() {
        // Given
        String content = "ancestors/late/" + "a".repeat(64) + "/config.json";
        shelf.old("ancestors/late/uploads/config.json.json", content);
        ArtefactStore store = shelf.watched((method, key) -> {
            if (method.equals("folders") && key.equals("answers/")) {
                shelf.document("ancestors/late/ancestor.json", Map.of("config", content));
            }
        });

        // When
        Collection collected = collector(store).collect(false);

        // Then
        assertThat(collected.orphans()).isEmpty();
        assertThat(shelf.keys()).hasSize(3);
    }

    @Test
    void archiveWithoutAManifestGoesAndEveryDatasetStays() {
        // Given
        String whole = "datasets/pets/" + "a".repeat(64) + "/";
        shelf.old(whole + "dataset.json", whole + "source.zip", "datasets/pets/" + "b".repeat(64) + "/source.zip");

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(collected.orphans()).containsOnlyKeys(Orphan.DATASETS);
        assertThat(shelf.keys()).containsExactlyInAnyOrder(whole + "dataset.json", whole + "source.zip");
    }

    @Test
    void answersGoThatNoEpochNamesOrWhoseAncestorOrImagesAreGone() {
        // Given
        String ancestor = "a".repeat(64);
        String images = "d".repeat(64);
        shelf.document("ancestors/big/ancestor.json", Map.of("weights", Map.of("sha256", ancestor)));
        shelf.old("datasets/pets/" + images + "/dataset.json");
        List<String> stay = new ArrayList<>();
        stay.addAll(answers("k1", Map.of("ancestor", ancestor, "dataset", images)));
        stay.addAll(answers("k2", Map.of("ancestor", ancestor)));
        stay.addAll(answers("from-before", Map.of()));
        answers("k3", Map.of("ancestor", "e".repeat(64), "dataset", images));
        answers("k4", Map.of("ancestor", ancestor, "dataset", "f".repeat(64)));
        shelf.old("answers/k1/unnamed.safetensors");

        // When
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(collected.orphans().get(Orphan.ANSWERS).objects()).isEqualTo(5);
        assertThat(shelf.keys())
                .filteredOn(key -> key.startsWith("answers/"))
                .containsExactlyInAnyOrderElementsOf(stay);
    }

    private List<String> answers(String key, Map<String, String> of) {
        String file = "answers/" + key + "/x.safetensors";
        String epoch = "answers/" + key + "/epoch-00000.json";
        Map<String, String> reference = new java.util.TreeMap<>(of);
        reference.put("key", file);
        shelf.document(epoch, reference);
        shelf.old(file);
        return List.of(epoch, file);
    }

    @Test
    void writesThatWereCutOffGo() {
        // Given
        shelf.store.put("x", "whole", new byte[1]);
        write(".unfinished-old", OLD);
        write(".unfinished-young", YOUNG);

        // When
        Collection looked = collector(shelf.store).collect(true);
        Collection collected = collector(shelf.store).collect(false);

        // Then
        assertThat(looked.orphans()).isEqualTo(collected.orphans());
        assertThat(collected.orphans().get(Orphan.UPLOADS).objects()).isEqualTo(1);
        assertThat(shelf.store.unfinished())
                .extracting(ArtefactStore.Unfinished::key)
                .containsExactly(".unfinished-young");
    }

    private void write(String name, Instant when) {
        try {
            java.nio.file.Files.write(folder.resolve(name), new byte[10]);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        shelf.written(name, when);
    }

    @Test
    void soManyGoAtATimeAndThereIsMore() {
        // Given
        List<String> orphans =
                IntStream.range(0, 5).mapToObj(i -> "probes/" + i).toList();
        shelf.old(orphans.toArray(String[]::new));

        // When / Then
        Collection looked = collector(shelf.store).collect(true, 2);
        assertThat(looked.orphans().get(Orphan.PROBES).objects()).isEqualTo(5);
        assertThat(looked.more()).isFalse();
        Collection first = collector(shelf.store).collect(false, 2);
        assertThat(first.more()).isTrue();
        assertThat(shelf.keys()).hasSize(3);
        collector(shelf.store).collect(false, 2);
        assertThat(collector(shelf.store).collect(false, 2).more()).isFalse();
        assertThat(shelf.keys()).isEmpty();
    }

    @Test
    void twoCollectorsAtOnceLeaveWhatOneLeaves() {
        for (int round = 0; round < 20; round++) {
            // Given
            tuned(OLD);
            shelf.old(WON, LOST, CHECKPOINT);
            shelf.old(IntStream.range(0, 30).mapToObj(i -> "probes/" + i).toArray(String[]::new));

            // When
            List<CompletableFuture<Collection>> both = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> collector(shelf.store).collect(false)))
                    .limit(2)
                    .toList();

            // Then
            both.forEach(CompletableFuture::join);
            assertThat(shelf.keys()).containsExactlyInAnyOrder(MANIFEST, WON);
        }
    }

    /** Whatever ends it in the middle: no manifest names a file that is gone, and another one finishes it. */
    @Test
    void collectorThatIsKilledAnywhereLeavesNothingBroken() {
        for (int delete = 1; delete < 9; delete++) {
            // Given
            tuned(OLD);
            shelf.old(WON, LOST, CHECKPOINT);
            told.standings.put("gone", new Standing.Deleted(OLD));
            String weights = "jobs/gone/tune/L06/runs/1/model.safetensors";
            shelf.document("families/gone/models/L06/model.json", Map.of("weights", weights));
            shelf.old(weights);
            String config = "ancestors/never/" + "a".repeat(64) + "/config.json";
            String said = "ancestors/never/uploads/config.json.json";
            shelf.old(said, config);
            ArtefactStore dying = shelf.dyingAtDelete(delete);

            // When
            AtomicBoolean killed = new AtomicBoolean();
            try {
                collector(dying).collect(false);
            } catch (StoreException e) {
                killed.set(true);
            }

            // Then
            assertThat(killed.get()).as("delete %d of 6", delete).isEqualTo(delete <= 6);
            assertThat(shelf.missing()).as("after %d", delete).isEmpty();
            // A publication looks for what says that a file was uploaded.
            assertThat(shelf.keys().contains(config) || !shelf.keys().contains(said))
                    .as("after %d", delete)
                    .isTrue();
            collector(shelf.store).collect(false);
            assertThat(shelf.keys()).containsExactlyInAnyOrder(MANIFEST, WON);
        }
    }

    @Test
    void documentThatCannotBeReadMayReferToAnythingAndNothingGoes() {
        // Given
        shelf.old(LOST);
        told.ended("f", OLD, "tune/L06");
        shelf.content("families/other/grown.json", new byte[ArtefactStore.MAX_READ + 1]);

        // When / Then
        assertThatThrownBy(() -> collector(shelf.store).collect(false))
                .hasMessageContaining("families/other/grown.json");
        assertThat(shelf.keys()).contains(LOST);
    }

    private void tuned(Instant ended) {
        told.standings.put("f", new Standing.Known(true, List.of(FakeTold.job("f", "tune/L06", End.PUBLISHED, ended))));
        tunedDocument();
    }

    private void tunedDocument() {
        shelf.document(MANIFEST, Map.of("weights", WON));
    }

    private Collector collector(ArtefactStore store) {
        return new Collector(
                store,
                new References(store, told),
                told,
                Settings.of(Map.of("clean-grace", GRACE.toHours() + "h")),
                () -> NOW);
    }
}
