package io.learngene.gateway.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.quota.NoQuotas;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.OneFamily;
import io.learngene.gateway.view.Samples;
import io.learngene.method.TuneJob;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.store.FolderStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Further work on a family that is done: what is asked for has to be there, and becomes one job. */
class ContinuationsTest {

    private static final String TUNING = "{\"source\": \"L06\", \"dataset\": \"synthetic-shapes\"}";

    @TempDir
    Path folder;

    private final Queue<Job<JobSpec>> queued = new ConcurrentLinkedQueue<>();
    private FolderStore store;
    private Continuations continuations;

    @BeforeEach
    void open() {
        store = new FolderStore(folder);
        store.prepare();
        store.create(StoreKeys.learngeneManifest(Samples.FAMILY), Json.write(Samples.learngene()));
        store.create(
                StoreKeys.initialisation(Samples.FAMILY, "L06"),
                Json.write(Samples.initialisationOf(Samples.FAMILY, "L06")));
        continuations = continuations(Settings.of(Map.of()));
    }

    @Test
    void tuningIsOneJobThatNamesItsModel() {
        // When
        Accepted accepted = tune(TUNING, null);

        // Then
        assertThat(accepted.family()).isEqualTo(Samples.FAMILY);
        assertThat(queued).extracting(Job::id).containsExactly(accepted.job());
        TuneJob job = (TuneJob) queued.element().spec();
        assertThat(accepted.model()).isEqualTo(job.name());
        assertThat(accepted.job()).startsWith(Samples.FAMILY + "/").contains(accepted.model());
    }

    @Test
    void whatAJobWillReadIsReferredToFromWhenItIsAccepted() {
        // When
        Accepted accepted = tune(TUNING, null);

        // Then
        String path = accepted.job().substring(Samples.FAMILY.length() + 1);
        assertThat(store.read(StoreKeys.continuation(Samples.FAMILY, path)))
                .hasValue(Json.write(queued.element().spec()));
    }

    @Test
    void descendantsAreOneJobThatNamesNoSingleModel() {
        // When
        Accepted accepted = expand(Samples.FAMILY, "{\"targets\": [3, 4]}");

        // Then
        assertThat(accepted.model()).isNull();
        assertThat(queued).hasSize(1);
    }

    @Test
    void furtherWorkHasThePriorityThatItsRequestAsksFor() {
        // When
        tune("{\"source\": \"L06\", \"dataset\": \"synthetic-shapes\", \"priority\": \"low\"}", null);
        expand(Samples.FAMILY, "{\"targets\": [3], \"priority\": \"high\"}");
        tune(TUNING, null);

        // Then
        assertThat(queued).extracting(Job::priority).containsExactly(Priority.LOW, Priority.HIGH, Priority.NORMAL);
    }

    @Test
    void sameTuningTwiceWithoutAKeyIsTwoModels() {
        // When
        Accepted first = tune(TUNING, null);
        Accepted second = tune(TUNING, null);

        // Then: neither is trained over the other
        assertThat(second.model()).isNotEqualTo(first.model());
    }

    @Test
    void sameTuningTwiceWithAKeyIsOne() {
        // When
        Accepted first = tune(TUNING, "mine");
        Accepted second = tune(TUNING, "mine");

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(queued).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 | source",
                "{\"source\": \"L06\"} | 400 | dataset",
                "{\"source\": \"L06\", \"dataset\": \"synthetic-shapes\", \"tunning\": {}} | 400 | tunning",
                "{\"source\": \"L06\", \"dataset\": \"synthetic-shapes\", \"tuning\": {\"epochs\": -1}} | 400 | tuning.epochs",
                "{\"source\": \"../L06\", \"dataset\": \"synthetic-shapes\"} | 400 | source",
                "{\"source\": \"L99\", \"dataset\": \"synthetic-shapes\"} | 404 |",
                "{\"source\": \"L06\", \"dataset\": \"nowhere\"} | 422 | dataset"
            })
    void whatCannotBeDoneIsRefusedByNameAndQueuesNothing(String request, int status, String field) {
        assertThatThrownBy(() -> tune(request, "mine")).satisfies(e -> {
            boolean invalid = e instanceof InvalidFieldException;
            assertThat(invalid ? 400 : ((ProblemException) e).problem().status())
                    .as(e.getMessage())
                    .isEqualTo(status);
            assertThat(
                            invalid
                                    ? ((InvalidFieldException) e).field()
                                    : ((ProblemException) e).problem().field())
                    .isEqualTo(field);
        });
        assertThat(queued).isEmpty();
        assertThat(tune(TUNING, "mine").family()).as("the key is free").isEqualTo(Samples.FAMILY);
    }

    @Test
    void tooLargeATuningIsRefusedByName() {
        // Given
        continuations = continuations(Settings.of(Map.of("limits.parameters", "1000")));

        // When / Then
        assertThatThrownBy(() -> tune(TUNING, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("tuning")
                .hasMessageContaining("foundry.gateway.limits.parameters");
        assertThat(queued).isEmpty();
    }

    @Test
    void workThatAFamilyCannotDoIsNotFound() {
        assertThatThrownBy(() -> continuations
                        .ofFamily(Samples.FAMILY, "paintings", body("{}"), null, null)
                        .await()
                        .indefinitely())
                .isInstanceOf(ProblemException.class)
                .hasMessage("there is no paintings for what " + Samples.FAMILY + " has");
    }

    @Test
    void unknownLearngeneIsNotFoundBeforeTheRequestIsLookedAt() {
        assertThatThrownBy(() -> expand("nobody", "no JSON"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("there is no learngene nobody");
    }

    @Test
    void damagedLearngeneIsNamedByItsKey() {
        // Given
        String key = StoreKeys.learngeneManifest("bad");
        store.put("manifest", key, "{".getBytes(UTF_8));

        // When / Then
        assertThatThrownBy(() -> expand("bad", "{\"targets\": [4]}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(key + " in the store is damaged");
    }

    private Continuations continuations(GatewayConfig config) {
        Families families = OneFamily.atItsEnd().families();
        Manifests manifests = new Manifests(store, new SimpleMeterRegistry());
        Catalogue catalogue = new Catalogue(manifests);
        Datasets datasets = new Datasets(manifests, config, InstantSource.system());
        Broker broker = new Broker(null, null, null, null) {
            @Override
            Uni<Void> queue(Job<JobSpec> job) {
                queued.add(job);
                return Uni.createFrom().voidItem();
            }
        };
        return new Continuations(
                families,
                new StoreShelves(manifests, catalogue, datasets, families),
                catalogue,
                new Documents(config, new MemoryBudget("request documents", 1 << 20)),
                new Admission(datasets, Pools.DEFAULT, config),
                NoQuotas.quotas(),
                new Idempotency(store, manifests, broker, config, InstantSource.system()),
                store,
                InstantSource.system());
    }

    private Accepted tune(String request, String key) {
        return continuations
                .ofFamily(Samples.FAMILY, "tunings", body(request), null, key)
                .await()
                .indefinitely();
    }

    private Accepted expand(String learngene, String request) {
        return continuations
                .ofLearngene(learngene, "descendants", body(request), null, null)
                .await()
                .indefinitely();
    }

    private static InputStream body(String request) {
        return new ByteArrayInputStream(request.getBytes(UTF_8));
    }
}
