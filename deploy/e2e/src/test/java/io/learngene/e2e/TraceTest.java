package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.e2e.Collector.Received;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.stack.RunningStack;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A family whose tuner is killed once, on a local stack in the foreground that sends traces to a collector and logs JSON; and the end of
 * that stack.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TraceTest {

    private static final List<String> SERVICES = List.of("gateway", "distiller", "expander", "tuner");

    @TempDir
    static Path folder;

    private static Collector collector;
    private static Path state;
    private static Process up;
    private static String family;

    @BeforeAll
    static void makeAFamily() throws Exception {
        collector = new Collector();
        state = Files.createDirectories(folder.resolve("state"));
        CommandLine.useFreePorts(state);
        CommandLine foundry = new CommandLine(
                state,
                Repository.root(),
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(),
                        "OTEL_BSP_SCHEDULE_DELAY", "200",
                        "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));
        up = foundry.start(folder, List.of("up", "--state", state.toString()));
        Stack.await().until(() -> !up.isAlive() || RunningStack.find(state).isPresent());
        assertThat(up.isAlive()).as(Files.readString(folder.resolve("err"))).isTrue();
        GatewayClient client = new GatewayClient(running().gateway());
        family = client.post(
                        "/families",
                        "application/yaml",
                        Stack.tiny(Map.of(
                                "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
                                "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: 30, batch_size: 40}",
                                "baselines: {scratch: {epochs: 2}}", "baselines: {}")))
                .get("family")
                .asText();
        Stack.await().until(() -> client.family(family).jobs().stream()
                .anyMatch(job -> job.kind().equals("tune") && job.state() == JobView.State.RUNNING));
        ProcessHandle.of(running().processes().get("tuner")).orElseThrow().destroyForcibly();
        FamilyView view = Stack.await()
                .until(() -> client.family(family), made -> made.state().terminal());
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (up != null) {
            up.destroy();
            up.waitFor(1, TimeUnit.MINUTES);
        }
        collector.close();
    }

    @Test
    void requestIsOneTraceThroughAllServicesToThePublishedModel() {
        // When
        Stack.await().until(() -> !named("publish tune").isEmpty());

        // Then
        String trace = named("POST /families").get(0).trace();
        List<Received> whole = collector.spans().stream()
                .filter(each -> each.trace().equals(trace))
                .toList();
        assertThat(whole).extracting(Received::service).contains(SERVICES.toArray(String[]::new));
        assertThat(whole)
                .extracting(each -> each.span().getName())
                .contains(
                        "POST /families",
                        "queue distill",
                        "publish distill",
                        "plan expansions",
                        "queue expand",
                        "publish expand",
                        "queue tune",
                        "publish tune");
        assertThat(named("publish tune").get(0).trace()).isEqualTo(trace);
    }

    @Test
    void attemptAfterTheWorkerDiedIsATraceOfItsOwnWithALinkToTheRequests() {
        // When
        Stack.await().until(() -> !named("attempt tune").isEmpty());

        // Then: the first attempt died with its process
        String trace = named("POST /families").get(0).trace();
        assertThat(named("attempt tune")).allSatisfy(attempt -> {
            assertThat(attempt.trace()).isNotEqualTo(trace);
            assertThat(attempt.links()).containsExactly(trace);
            assertThat(attempt.text("learngene.job")).isEqualTo(family + "/tune/L04");
        });
        assertThat(named("attempt tune"))
                .extracting(attempt -> attempt.number("learngene.attempt"))
                .contains(2L)
                .doesNotContain(1L);
    }

    @Test
    void everyLineOfEveryLogIsJsonAndSaysWhatItIsAbout() throws IOException {
        // When
        List<JsonNode> tuner = new ArrayList<>();
        for (String service : SERVICES) {
            for (String line : Files.readAllLines(state.resolve("logs").resolve(service + ".log"))) {
                JsonNode read = Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);

                // Then
                assertThat(read.path("message").isTextual())
                        .as(service + ": " + line)
                        .isTrue();
                assertThat(read.path("level").isTextual()).as(line).isTrue();
                if (service.equals("tuner")) {
                    tuner.add(read.path("mdc"));
                }
            }
        }
        assertThat(tuner).anySatisfy(about -> {
            assertThat(about.path("family").asText()).isEqualTo(family);
            assertThat(about.path("job").asText()).isEqualTo(family + "/tune/L04");
            assertThat(about.path("attempt").asText()).isEqualTo("2");
            assertThat(about.path("trace_id").asText()).matches("[0-9a-f]{32}");
        });
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void stackInTheForegroundEndsWithItsProcess() {
        // Given
        RunningStack before = running();

        // When: what Ctrl-C does
        up.destroy();

        // Then
        Stack.await().until(() -> !up.isAlive());
        assertThat(before.processes().values()).noneMatch(CommandLine::alive);
    }

    private static List<Received> named(String name) {
        return collector.spans().stream()
                .filter(each -> each.span().getName().equals(name))
                .toList();
    }

    private static RunningStack running() {
        return RunningStack.find(state).orElseThrow();
    }
}
