package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schemathesis makes requests of the OpenAPI document, good and bad ones: none is answered with an error of the gateway's own, or outside of
 * what the document says of status, media type and form. Some random requests of each operation that are the same every time, which takes about
 * a minute; or, for as long as is asked, every bound of every parameter, chains of requests, and others each time.
 */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(SchemathesisTest.Alone.class)
// Before a gateway is started for it.
@EnabledIfEnvironmentVariable(
        named = SchemathesisTest.PYTHON,
        matches = ".+",
        disabledReason = "the API is not fuzzed; .ci/run makes an environment with schemathesis")
class SchemathesisTest {

    /** A Python that has what {@code src/test/python/requirements.txt} names. Where it is set, nothing is skipped. */
    static final String PYTHON = "FOUNDRY_SCHEMATHESIS_PYTHON";
    /** How long it goes on, seconds; without it, as long as it takes. */
    private static final String SECONDS = "FOUNDRY_SCHEMATHESIS_SECONDS";
    /** Beside that: to read the document, to end, and on a busy machine. */
    private static final int PATIENCE = 900;

    @TestHTTPResource("/")
    URI gateway;

    /** What it submits and deletes is nothing to other tests. */
    public static final class Alone implements QuarkusTestProfile {}

    @Test
    void noRequestIsAnsweredWithAnErrorOfOurOwnOrOutsideOfTheDocument(@TempDir Path folder) throws Exception {
        // Given
        String python = System.getenv(PYTHON);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
        Optional<Integer> seconds = Optional.ofNullable(System.getenv(SECONDS)).map(Integer::valueOf);
        Path log = folder.resolve("schemathesis.log");

        // When
        Process process = new ProcessBuilder(command(python, seconds))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(seconds.orElse(0) + PATIENCE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }

        // Then
        assertThat(process.waitFor()).as(() -> text(log)).isZero();
        assertThat(text(log))
                .as("every operation was asked for")
                .containsPattern("Selected: ([0-9]+)/[0-9]+\\s+Tested: \\1\\s");
    }

    private List<String> command(String python, Optional<Integer> seconds) {
        String base = gateway.toString().replaceFirst("/$", "");
        List<String> command = new ArrayList<>(List.of(
                python,
                "-m",
                "schemathesis.cli",
                "run",
                base + "/q/openapi",
                "--url",
                base,
                "--checks",
                "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
                        + "response_schema_conformance",
                // It ends with its family, which nobody works on here.
                "--exclude-path-regex",
                "/events$",
                "--request-timeout",
                "60",
                "--suppress-health-check",
                "all",
                "--continue-on-failure",
                "--warnings",
                "off",
                "--no-color"));
        command.addAll(seconds.map(
                        time -> List.of("--phases", "coverage,fuzzing,stateful", "--max-time", Integer.toString(time)))
                .orElse(List.of("--phases", "fuzzing", "--max-examples", "8", "--seed", "1")));
        return command;
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
