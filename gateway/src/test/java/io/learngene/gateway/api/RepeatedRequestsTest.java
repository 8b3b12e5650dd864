package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.gateway.RealStack;
import io.learngene.gateway.view.Samples;
import io.learngene.runtime.store.ArtefactStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is asked for, the same key is the same work, and never another's. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class RepeatedRequestsTest {

    @Inject
    ArtefactStore store;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/families/%s/tunings | {\"source\": \"L06\", \"dataset\": \"synthetic-shapes\"}"
                        + " | {\"source\": \"L06\", \"dataset\": \"synthetic-shapes\", \"tuning\": {\"epochs\": 1}}",
                "/learngenes/%s/descendants | {\"targets\": [4]} | {\"targets\": [5]}"
            })
    void repeatIsOneJobAndAnotherRequestAConflict(String path, String request, String other) {
        // Given
        String family = familyWithALearngene();
        String to = path.formatted(family);

        // When
        Response first = post(to, request);
        Response repeat = post(to, request);
        Response conflict = post(to, other);

        // Then
        assertThat(first.statusCode()).as(first.asString()).isEqualTo(202);
        assertThat(repeat.asString()).isEqualTo(first.asString());
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.<String>path("detail")).contains("'my-key'", first.path("job"));
        List<String> jobs = given().get("/families/" + family).path("jobs.job");
        assertThat(jobs).containsExactlyInAnyOrder(family + "/distill", first.path("job"));
    }

    private static Response post(String path, String body) {
        return given().contentType("application/json")
                .header("Idempotency-Key", "my-key")
                .body(body)
                .post(path);
    }

    private String familyWithALearngene() {
        String family = given().contentType("application/json")
                .body("{\"name\": \"again\", \"dataset\": \"synthetic-shapes\"}")
                .post("/families")
                .path("family");
        store.create(StoreKeys.learngeneManifest(family), Json.write(Samples.learngeneOf(family, Samples.WEIGHTS)));
        store.create(StoreKeys.initialisation(family, "L06"), Json.write(Samples.initialisationOf(family, "L06")));
        return family;
    }
}
