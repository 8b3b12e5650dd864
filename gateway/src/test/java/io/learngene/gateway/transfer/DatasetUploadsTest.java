package io.learngene.gateway.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.DatasetFiles;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.contracts.artefact.UnusedFiles.Reason;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.quota.NoQuotas;
import io.learngene.gateway.submission.Datasets;
import io.learngene.gateway.submission.SmallSubmission;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives over a folder in place of a store: what is accepted, and that nothing lies there of what is not. */
class DatasetUploadsTest {

    @TempDir
    Path folder;

    private final AtomicLong seconds = new AtomicLong();
    private FolderStore store;
    private Datasets datasets;
    private DatasetUploads uploads;

    @BeforeEach
    void open() {
        store = new FolderStore(folder.resolve("store"));
        store.prepare();
        uploads = uploads(Map.of());
    }

    @AfterEach
    void nothingIsLeftOfAnyUpload() throws IOException {
        if (Files.exists(folder.resolve("uploads"))) {
            try (Stream<Path> left = Files.list(folder.resolve("uploads"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void everyFormatIsReadAndKeptAsItCame() {
        for (Map.Entry<String, byte[]> each : Map.of(
                        "zip", Archives.zip(Archives.PETS),
                        "tar", Archives.tar(Archives.PETS),
                        "tar.gz", Archives.tarGz(Archives.PETS))
                .entrySet()) {
            // When
            DatasetManifest manifest = put("pets", each.getValue()).manifest();

            // Then
            assertThat(manifest.format()).isEqualTo(each.getKey());
            assertThat(manifest.source().name()).isEqualTo("source." + each.getKey());
            assertThat(manifest.trainImages()).containsExactly(Map.entry("cat", 1), Map.entry("dog", 1));
            assertThat(store.read(manifest.source().key())).hasValue(each.getValue());
        }
    }

    @Test
    void filesAreToldByExtensionAndClassAndStayInTheManifest() {
        // Given
        List<String> names = new ArrayList<>(Archives.PETS);
        names.addAll(List.of("train/cat/2.avif", "train/cat/3.avif", "val/cat/1.jpg", "notes.txt", "train/dog/4.JPG"));

        // When
        DatasetManifest manifest = put("pets", Archives.tar(names)).manifest();

        // Then
        assertThat(manifest.files().used()).containsExactly(Map.entry("jpg", 2), Map.entry("png", 4));
        assertThat(manifest.files().unused())
                .containsExactly(
                        new UnusedFiles("train", "cat", "avif", Reason.FORMAT, 2, "train/cat/2.avif"),
                        new UnusedFiles(null, null, "txt", Reason.FORMAT, 1, "notes.txt"));
        assertThat(manifest.validationImages()).containsExactly(Map.entry("cat", 1));
        assertThat(manifest.files().otherUnused()).isZero();
        assertThat(datasets.newest("pets")).hasValue(manifest);
        assertThat(datasets.all(Scope.ALL)).containsExactly(manifest);
    }

    @Test
    void manifestSaysThatADatasetIsMultiLabelAndCountsImagesByThemselves() {
        // Given
        byte[] archive = Archives.zip(Map.of(
                "train/1.png", "",
                "train/2.png", "",
                "train/metadata.csv", "file_name,labels\n1.png,cat|dog\n2.png,\n",
                "test/1.png", "",
                "test/metadata.jsonl", "{\"file_name\": \"1.png\", \"labels\": [\"dog\"]}"));

        // When
        DatasetManifest manifest = put("pets", archive).manifest();

        // Then
        assertThat(manifest.trainImages()).containsExactly(Map.entry("cat", 1), Map.entry("dog", 1));
        assertThat(manifest.testImages()).containsExactly(Map.entry("dog", 1));
        assertThat(manifest.multiLabel())
                .isEqualTo(new MultiLabel(new MultiLabel.Images(2, 1), new MultiLabel.Images(1, 0), null));
        assertThat(manifest.images()).isEqualTo(3);
        assertThat(datasets.newest("pets")).hasValue(manifest);
    }

    @Test
    void archiveOfThousandsOfKindsOfFilesHasASmallManifest() {
        // Given
        List<String> names = new ArrayList<>(Archives.PETS);
        for (int i = 0; i < 5_000; i++) {
            names.add("train/" + "long".repeat(200) + "/" + i + ".x" + i);
        }
        names.add("train/" + "long".repeat(200) + "/1.png");

        // When
        DatasetManifest manifest = put("pets", Archives.zip(names)).manifest();

        // Then: the name of the class itself is there in full, once
        assertThat(manifest.files().unused()).hasSize(DatasetFiles.MOST_KINDS);
        assertThat(manifest.files().otherUnused()
                        + manifest.files().unused().stream()
                                .mapToInt(UnusedFiles::files)
                                .sum())
                .isEqualTo(5_000);
        assertThat(Json.write(manifest).length).isLessThan(20_000);
    }

    @Test
    void datasetFromBeforeFilesWereCountedStaysUsable() {
        // Given: its manifest has no such field
        byte[] archive = Archives.zip(Archives.PETS);
        DatasetManifest now = put("pets", archive).manifest();
        String key = StoreKeys.datasetManifest("pets", now.sha256());
        ObjectNode before = Json.mapper().valueToTree(now);
        before.remove("files");
        store.delete(key);
        store.create(key, before.toString().getBytes(UTF_8));

        // When
        DatasetUploads.Stored again = put("pets", archive);

        // Then: not known is not none
        assertThat(again.created()).isFalse();
        assertThat(again.manifest().files()).isNull();
        assertThat(again.manifest().trainImages()).isEqualTo(now.trainImages());
        assertThat(datasets.all(Scope.ALL)).extracting(DatasetManifest::files).containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "train/../../up.png",
                "/etc/passwd",
                "C:/windows/system.ini",
                "train/cat/..",
                "train/cat/bell\u0007.png"
            })
    void nameThatLeadsElsewhereIsRefusedInEveryFormat(String name) {
        // Given
        List<String> names = new ArrayList<>(Archives.PETS);
        names.add(name);

        // When / Then
        assertRefused(Archives.zip(names), "absolute, escaping or unprintable name");
        assertRefused(Archives.tar(names), "absolute, escaping or unprintable name");
        assertRefused(Archives.tarGz(names), "absolute, escaping or unprintable name");
    }

    @Test
    void backslashesAreSeparatorsInAZipAloneWhichWindowsPacks() {
        // Given
        List<String> names =
                Archives.PETS.stream().map(name -> name.replace('/', '\\')).toList();

        // When / Then
        assertThat(put("pets", Archives.zip(names)).manifest().trainImages()).containsOnlyKeys("cat", "dog");
        assertThatThrownBy(() -> put("pets", Archives.tar(names)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("pack relative paths with forward slashes");
    }

    @Test
    void linksAndSpecialFilesAreRefused() {
        List<String> names = new ArrayList<>(Archives.PETS);
        names.add("train/cat/2.png");
        assertRefused(Archives.zip(names, "train/cat/2.png"), "entry train/cat/2.png is a link");
        assertRefused(Archives.tar("train/cat/2.png", TarConstants.LF_SYMLINK), "is a link");
        assertRefused(Archives.tar("train/cat/2.png", TarConstants.LF_LINK), "is a link");
        assertRefused(Archives.tar("train/cat/2.png", TarConstants.LF_FIFO), "neither a file nor a folder");
        assertRefused(Archives.tar("train/cat/2.png", TarConstants.LF_CHR), "neither a file nor a folder");
        assertRefused(Archives.tar("train/cat/2.png", TarConstants.LF_BLK), "neither a file nor a folder");
    }

    @Test
    void archivesThatUnpackToAThousandTimesTheirSizeAreRefused() {
        assertRefused(Archives.bomb("train/cat/1.png", 128L << 20), "1.png has 134217728 bytes");
        assertRefused(Archives.bomb("data_batch_1.bin", 65L << 20), "data_batch_1.bin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readme.txt | no train images",
                "train/cat/1.png train/dog/1.png | no test images",
                "test/cat/1.png test/dog/1.png | no train images",
                "train/cat/1.png test/cat/1.png | has one class, 'cat'",
                "train/cat/1.png train/dog/1.png test/cow/1.png | class 'cow'",
                "train/1.png test/1.png | no train images",
                "train/cat/1.tif train/dog/1.tif test/cat/1.tif | tif"
            })
    void archiveThatNobodyCanLearnFromIsRefusedWithTheReason(String names, String says) {
        assertRefused(Archives.zip(List.of(names.split(" "))), says);
        assertRefused(Archives.tarGz(List.of(names.split(" "))), says);
    }

    @Test
    void emptyArchivesAreRefused() {
        assertRefused(Archives.zip(List.of()), "no train images");
        assertRefused(Archives.tarGz(List.of()), "no train images");
    }

    @Test
    void damagedArchivesAreRefusedWithoutTheNameOfTheGatewaysFile() {
        for (byte[] good :
                List.of(Archives.zip(Archives.PETS), Archives.tar(Archives.PETS), Archives.tarGz(Archives.PETS))) {
            for (int part = 1; part < 4; part++) {
                // Given
                byte[] cut = Arrays.copyOf(good, good.length * part / 8);

                // When / Then
                assertThatThrownBy(() -> put("pets", cut))
                        .isInstanceOf(DatasetException.class)
                        .message()
                        .contains("the archive")
                        .doesNotContain(".part", folder.toString());
            }
        }
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void sameNameTwiceInAnArchiveIsNeverOneImageLess() {
        // Given: a tar may hold a name twice
        List<String> names = new ArrayList<>(Archives.PETS);
        names.add("train/cat/1.png");

        // When
        DatasetManifest manifest = put("pets", Archives.tar(names)).manifest();

        // Then: as it is counted, it is trained on
        assertThat(manifest.trainImages()).containsEntry("cat", 2);
    }

    @Test
    void sameContentFromManyAtOnceIsOneDataset() throws Exception {
        // Given
        byte[] archive = Archives.zip(Archives.PETS);
        ExecutorService clients = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<DatasetUploads.Stored>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(clients.submit(() -> {
                start.await();
                return put("pets", archive);
            }));
        }

        // When
        start.countDown();

        // Then
        List<DatasetUploads.Stored> stored = new ArrayList<>();
        for (Future<DatasetUploads.Stored> answer : answers) {
            stored.add(answer.get());
        }
        clients.shutdown();
        assertThat(stored)
                .extracting(DatasetUploads.Stored::manifest)
                .containsOnly(stored.get(0).manifest());
        assertThat(stored).filteredOn(DatasetUploads.Stored::created).hasSize(1);
        assertThat(datasets.all(Scope.ALL)).hasSize(1);
    }

    @Test
    void otherContentUnderTheSameNameIsTheNewestAndKeepsTheOlder() {
        // Given
        byte[] first = Archives.zip(Archives.PETS);
        byte[] second = Archives.tar(Archives.PETS);
        put("pets", first);

        // When
        put("pets", second);

        // Then
        assertThat(datasets.newest("pets")).map(DatasetManifest::sha256).hasValue(Sha256.of(second));
        assertThat(datasets.content("pets", Sha256.of(first))).isPresent();
    }

    @Test
    void olderContentThatIsSentAgainDoesNotBecomeTheNewest() {
        // Given
        byte[] first = Archives.zip(Archives.PETS);
        byte[] second = Archives.tar(Archives.PETS);
        put("pets", first);
        put("pets", second);

        // When
        DatasetUploads.Stored again = put("pets", first);

        // Then: it is told to be there already, and what is pinned from now on stays the newer
        assertThat(again.created()).isFalse();
        assertThat(datasets.newest("pets")).map(DatasetManifest::sha256).hasValue(Sha256.of(second));
    }

    @Test
    void uploadThatBreaksOffLeavesNothing() {
        // Given
        InputStream broken =
                new SequenceInputStream(new ByteArrayInputStream(Archives.zip(Archives.PETS)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }
                });

        // When / Then
        assertThatThrownBy(() -> uploads.put("pets", broken, -1))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("could not be read to its end");
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void uploadBeyondTheDiskOfAllUploadsIsTooLargeForIt() {
        // Given
        DatasetUploads tight = uploads(Map.of("spool-bytes", "100"));

        // When / Then
        assertThatThrownBy(() -> tight.put("pets", new ByteArrayInputStream(new byte[200]), -1))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("100 bytes allowed");
    }

    @Test
    void diskThatCannotBeWrittenIsNotTheClientsFault() throws IOException {
        // Given: a file where the folder of uploads should be
        Files.createFile(folder.resolve("uploads"));
        InputStream archive = new ByteArrayInputStream(Archives.zip(Archives.PETS));

        // When / Then
        assertThatThrownBy(() -> uploads.put("pets", archive, -1))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("no room on its disk")
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(503);
        Files.delete(folder.resolve("uploads"));
    }

    @Test
    void storeThatIsAwayLeavesNoHalfOfADataset() {
        // Given: the archive arrives in the store, its manifest does not
        ArtefactStore failing = withoutManifests(store);
        GatewayConfig config = Settings.of(Map.of("directory", folder.toString()));
        DatasetUploads interrupted = new DatasetUploads(
                new Spool(config),
                failing,
                new SmallSubmission(failing, config).datasets(),
                NoQuotas.quotas(),
                () -> Instant.EPOCH);
        byte[] archive = Archives.zip(Archives.PETS);

        // When
        assertThatThrownBy(() -> interrupted.put("pets", new ByteArrayInputStream(archive), -1))
                .hasMessageContaining("away");

        // Then: it is no dataset yet, and to send it again makes it one
        assertThat(datasets.newest("pets")).isEmpty();
        assertThat(put("pets", archive).created()).isTrue();
    }

    private static ArtefactStore withoutManifests(ArtefactStore store) {
        return (ArtefactStore) Proxy.newProxyInstance(
                ArtefactStore.class.getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, given) -> {
                    if (method.getName().equals("create")) {
                        throw new StoreException("the store is away", null);
                    }
                    return method.invoke(store, given);
                });
    }

    private DatasetUploads.Stored put(String name, byte[] archive) {
        return uploads.put(name, new ByteArrayInputStream(archive), archive.length);
    }

    private DatasetUploads uploads(Map<String, String> settings) {
        Map<String, String> all = new java.util.HashMap<>(settings);
        all.put("directory", folder.toString());
        GatewayConfig config = Settings.of(all);
        datasets = new SmallSubmission(store, config).datasets();
        return new DatasetUploads(
                new Spool(config),
                store,
                datasets,
                NoQuotas.quotas(),
                () -> Instant.ofEpochSecond(seconds.incrementAndGet()));
    }

    private void assertRefused(byte[] archive, String says) {
        assertThatThrownBy(() -> put("pets", archive))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(says);
        assertThat(store.list(""))
                .as(new String(archive, UTF_8).substring(0, 20))
                .isEmpty();
    }
}
