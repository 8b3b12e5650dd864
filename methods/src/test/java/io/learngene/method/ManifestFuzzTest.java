package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever lies in the store or comes by a topic, it is a manifest or a message that is written again the same, or it is refused. */
class ManifestFuzzTest {

    private static final List<Class<?>> TYPES = List.of(
            AncestorManifest.class,
            DatasetManifest.class,
            JobResult.class,
            InitialModel.class,
            Job.class,
            Fact.class,
            LearngenePublished.class);

    /** One of each, as they were once written. */
    static Stream<byte[]> seeds() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/messages/v1"))) {
            return files.sorted().toList().stream().map(ManifestFuzzTest::content);
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Timeout(60)
    @MethodSource("seeds")
    @FuzzTest
    void isReadOrRefused(byte[] document) {
        TYPES.forEach(type -> isReadOrRefused(document, type));
    }

    private static void isReadOrRefused(byte[] document, Class<?> type) {
        Object read;
        try {
            read = Json.read(document, type);
        } catch (InvalidFieldException refused) {
            Refusal.check(refused);
            return;
        }
        byte[] written = Json.write(read);
        assertThat(Json.write(Json.read(written, type))).isEqualTo(written);
        use(read);
    }

    /** What a manifest is asked first. */
    private static void use(Object read) {
        if (read instanceof AncestorManifest ancestor) {
            ancestor.refusal(List.of("cat", "dog"), 32);
            ancestor.warning(List.of("cat", "dog"));
        } else if (read instanceof DatasetManifest dataset) {
            assertThat(dataset.images()).isGreaterThanOrEqualTo(dataset.tested());
        } else if (read instanceof JobResult result) {
            result.summary();
            result.trainings();
            result.evaluation();
        } else if (read instanceof Job<?> job) {
            assertThat(job.id()).startsWith(job.family());
            assertThat(job.resultKey()).contains(job.family()).doesNotContain("..");
        }
    }
}
