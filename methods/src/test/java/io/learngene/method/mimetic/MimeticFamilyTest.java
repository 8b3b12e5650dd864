package io.learngene.method.mimetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.EmptyShelves;
import io.learngene.method.MimeticRule;
import io.learngene.method.TestJobs;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tiny family whose models begin with mimetic attention, over folders. */
class MimeticFamilyTest {

    private static final String REQUEST = "{'method': 'mimetic',"
            + " 'dataset': {'name': 'synthetic-shapes', 'train_images': 128, 'test_images': 64},"
            + " 'model': {'dim': 16, 'heads': 2, 'patch_size': 8, 'depth': 2}, 'depths': [2, 4],"
            + " 'tuning': {'epochs': 1, 'batch_size': 64}}";

    @TempDir
    Path folder;

    @Test
    void everyDepthIsTrainedBesideScratch() throws Exception {
        // Given
        MimicJob job = new MimicJob(read(REQUEST));
        TestJobs jobs = new TestJobs(TestWorkshop.in(folder), folder, "tiny-1a2b3c4d");

        // When
        List<JobSpec> next = jobs.next(job, jobs.run(job));
        ModelManifest trained = (ModelManifest) jobs.run(next.get(0));

        // Then
        assertThat(next)
                .extracting(JobSpec::path)
                .containsExactly("tune/L02", "tune/L04", "scratch/L02", "scratch/L04");
        assertThat(((TuneJob) next.get(0)).training()).isEqualTo(((TuneJob) next.get(2)).training());
        assertThat(trained.start()).isEqualTo(new Mimicked(MimeticRule.DEFAULT));
    }

    @Test
    void deepestModelIsAdmitted() {
        // When
        var trainings = new MimeticIntake().trainings(read(REQUEST), new EmptyShelves(List.of("a", "b")));

        // Then
        assertThat(trainings).extracting(each -> each.field()).containsExactly("tuning", "baselines.scratch");
        assertThat(trainings).allMatch(each -> ((VitArchitecture) each.network()).depth() == 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'depths': [] | depths",
                "'depths': [2, 2] | depths",
                "'depths': [0] | depths",
                "'model': {'patch_size': 5} | model.patch_size",
                "'model': {'dim': 18, 'heads': 2} | model.dim",
                "'model': {'heads': 5} | model.heads",
                "'rule': {'alpha_qk': -1} | rule.alpha_qk",
                "'rule': {'positions': 'learned'} | rule.positions"
            })
    void requestIsRefusedByItsField(String fields, String field) {
        assertThatThrownBy(() -> read("{'method': 'mimetic', 'dataset': 'synthetic-shapes', " + fields + "}"))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static MimeticRequest read(String json) {
        return (MimeticRequest)
                Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), MethodRequest.class);
    }
}
