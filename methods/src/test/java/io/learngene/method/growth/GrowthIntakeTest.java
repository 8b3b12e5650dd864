package io.learngene.method.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.Role;
import io.learngene.method.EmptyShelves;
import io.learngene.method.Intake;
import io.learngene.method.Methods;
import io.learngene.method.ModernVits;
import io.learngene.method.Shelves;
import io.learngene.method.TestWorkshop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway takes and refuses. */
class GrowthIntakeTest {

    private static final Map<String, ModelArchitecture> ANCESTORS = Map.of(
            "small", new VitArchitecture(32, 8, 24, 3, 2, 10, null, null, null),
            "odd", new VitArchitecture(32, 8, 24, 3, 2, 10, 2.5, null, null),
            "modern", ModernVits.LAYER_SCALE,
            "net", new ResNetArchitecture(32, 10, List.of(1, 1, 1), null, null, 16));

    private final Shelves shelves = new EmptyShelves(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")) {

        @Override
        public Optional<AncestorManifest> ancestor(String id) {
            ArtefactRef file = new ArtefactRef("f", "k", 1, "0".repeat(64));
            return Optional.ofNullable(ANCESTORS.get(id))
                    .map(shape -> new AncestorManifest(id, shape, file, file, null, null, TestWorkshop.NOW));
        }
    };

    @Test
    void workersWithTheMemoryForImagesGrow() {
        assertThat(new Growth().jobs().values()).containsOnly(Role.LEARN);
    }

    @Test
    void requestIsCompletedAndBecomesTheFirstJob() {
        // Given
        MethodRequest request = read("{\"method\": \"growth\", \"from\": \"small\", \"to\": {\"dim\": 48},"
                + " \"dataset\": \"synthetic-shapes\"}");

        // When
        GrowJob job = (GrowJob) Methods.intake(request).first(request, shelves);

        // Then
        assertThat(job.opens()).contains(job.request());
        assertThat(job.request().baselines().scratch()).isEqualTo(job.request().tuning());
        assertThat(job.request().rule().shares()).isEqualTo(GrowthRule.Shares.UNEVEN);
    }

    @Test
    void trainedOperatorIsTheFirstJobAndIsAdmittedAsATraining() {
        // Given
        GrowthRequest request = (GrowthRequest) read("{'method': 'growth', 'from': 'small', 'to': {'dim': 48},"
                + " 'operator': 'mango', 'dataset': 'synthetic-shapes'}");

        // When
        OperatorJob job = (OperatorJob) new GrowthIntake().first(request, shelves);

        // Then
        assertThat(job.name()).isEqualTo("L02-d48");
        assertThat(job.request().operator().rank()).isEqualTo(1);
        assertThat(job.request().operator().steps()).isEqualTo(100);
        assertThat(new GrowthIntake().trainings(job.request(), shelves))
                .extracting(Intake.Training::field)
                .containsExactly("operator", "tuning", "baselines.scratch");
    }

    @Test
    void networkThatOnlyTeachesIsRefusedWithWhatItHas() {
        // Given
        GrowthRequest request = (GrowthRequest)
                read("{'method': 'growth', 'from': 'modern', 'to': {'dim': 48}, 'dataset': 'synthetic-shapes'}");

        // When, then
        assertThatThrownBy(() -> new GrowthIntake().first(request, shelves))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("layer scale, which no model here has, so it can only teach");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'from': 'gone', 'to': {'dim': 48}, 'dataset': 'synthetic-shapes'} | from",
                "{'from': 'pets/L04', 'to': {'dim': 48}, 'dataset': 'synthetic-shapes'} | from",
                "{'from': 'net', 'to': {'dim': 48}, 'dataset': 'synthetic-shapes'} | from",
                "{'from': 'modern', 'to': {'dim': 48}, 'dataset': 'synthetic-shapes'} | from",
                "{'from': '../x', 'to': {'dim': 48}, 'dataset': 'synthetic-shapes'} | from",
                "{'from': 'pets/../../x', 'to': {'dim': 48}, 'dataset': 'synthetic-shapes'} | from",
                "{'from': 'small', 'to': {'dim': 48}} | dataset",
                "{'from': 'small', 'to': {}, 'dataset': 'synthetic-shapes'} | to",
                "{'from': 'small', 'to': {'dim': 50}, 'dataset': 'synthetic-shapes'} | to.dim",
                "{'from': 'small', 'to': {'dim': 16}, 'dataset': 'synthetic-shapes'} | to.dim",
                "{'from': 'small', 'to': {'dim': 48, 'heads': 3}, 'dataset': 'synthetic-shapes'} | to.heads",
                "{'from': 'small', 'to': {'depth': 1}, 'dataset': 'synthetic-shapes'} | to.depth",
                "{'from': 'small', 'to': {'depth': 4}, 'rule': {'shares': 'equal'}, 'dataset': 'synthetic-shapes'} | rule.shares",
                "{'from': 'small', 'to': {'dim': 48}, 'dataset': {'name': 'pets', 'image_size': 36}} | dataset.image_size",
                "{'from': 'small', 'to': {'dim': 48}, 'operator': 'lego', 'dataset': 'synthetic-shapes'} | operator",
                "{'from': 'small', 'to': {'dim': 48}, 'operator': {'kind': 'ligo', 'rank': 2}, 'dataset': 'synthetic-shapes'} | operator.rank",
                "{'from': 'small', 'to': {'dim': 48}, 'operator': {'kind': 'mango', 'rank': 0}, 'dataset': 'synthetic-shapes'} | operator.rank",
                "{'from': 'small', 'to': {'dim': 48}, 'operator': {'steps': 10}, 'dataset': 'synthetic-shapes'} | operator.steps",
                "{'from': 'small', 'to': {'dim': 48}, 'operator': 'ligo', 'rule': {'depth': 'stack'}, 'dataset': 'synthetic-shapes'} | rule",
                "{'from': 'small', 'to': {'dim': 48}, 'operator': {'kind': 'ligo', 'steps': 10000}, 'tuning': {'batch_size': 65536}, 'dataset': 'synthetic-shapes'} | operator.steps",
                "{'from': 'odd', 'to': {'dim': 48}, 'operator': 'mango', 'dataset': 'synthetic-shapes'} | operator"
            })
    void whatNoWorkerCouldDoIsRefusedByField(String request, String field) {
        // When, Then
        assertThatThrownBy(() -> {
                    GrowthRequest read = (GrowthRequest) read("{'method': 'growth', " + request.substring(1));
                    new GrowthIntake().first(read, shelves);
                })
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static MethodRequest read(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), MethodRequest.class);
    }
}
