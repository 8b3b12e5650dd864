package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.view.FamilyView;
import io.learngene.local.client.GatewayClient;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents say of TLS, SASL and the rights of every service, on a broker that refuses everything else. */
@Tag("storms")
class SecuredInstallationTest {

    private static final String QUARKUS = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";
    private static final List<String> SERVICES = List.of("distiller", "expander", "tuner");

    @TempDir
    static Path folder;

    private static SecuredInstallation installation;
    private static GatewayClient gateway;

    @BeforeAll
    static void install() throws Exception {
        installation = new SecuredInstallation(folder);
        await().ignoreExceptions().until(() -> {
            try (Admin admin = installation.admin()) {
                return admin.describeCluster().clusterId().get() != null;
            }
        });
        installation.makeUsers(
                List.of(
                        "foundry-setup",
                        "foundry-gateway",
                        "foundry-distiller",
                        "foundry-expander",
                        "foundry-tuner",
                        "nobody"),
                DocumentedRights.read());
        JavaProcess setup = installation.service(
                "setup", "expander-service", "io.learngene.runtime.startup.Setup", "foundry-setup", 0);
        await().until(() -> !setup.alive());
        assertThat(setup.ending())
                .as(Files.readString(installation.log("setup")))
                .contains("exit code 0");
        int port = Ports.free();
        installation.service("gateway", "gateway", QUARKUS, "foundry-gateway", port);
        SERVICES.forEach(name -> installation.service(name, name + "-service", QUARKUS, "foundry-" + name, 0));
        gateway = new GatewayClient("http://127.0.0.1:" + port);
        awaited(() -> gateway.get("/q/health/ready"), ready -> true);
    }

    @AfterAll
    static void end() {
        installation.close();
    }

    @Test
    void familyIsDoneWithTheDocumentedRightsAndNoOthers() throws Exception {
        // Given
        byte[] request;
        try (InputStream in = getClass().getResourceAsStream("/tiny.yaml")) {
            request = in.readAllBytes();
        }

        // When
        String family = gateway.post("/families", "application/yaml", request)
                .get("family")
                .asText();
        FamilyView view =
                awaited(() -> gateway.family(family), each -> each.state().terminal());

        // Then
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        for (String name : List.of("gateway", "distiller", "expander", "tuner")) {
            assertThat(Files.readString(installation.log(name))).doesNotContain("AuthorizationException");
        }
    }

    @Test
    void runningJobIsCancelled() throws IOException {
        // Given
        String family = gateway.post("/families", "application/json", """
                        {"dataset": "synthetic-shapes", "distillation": {"training": {"epochs": 900}}}""".getBytes())
                .get("family")
                .asText();
        awaited(() -> gateway.family(family), each -> each.state() == FamilyView.State.RUNNING);

        // When
        gateway.delete("/families/" + family);

        // Then
        assertThat(awaited(() -> gateway.family(family), each -> each.state().terminal())
                        .state())
                .isEqualTo(FamilyView.State.CANCELLED);
    }

    @Test
    void serviceWithoutRightsSaysWhatItMayNot() {
        // When
        JavaProcess stranger = installation.service("stranger", "tuner-service", QUARKUS, "nobody", 0);

        // Then
        await().untilAsserted(() ->
                assertThat(Files.readString(installation.log("stranger"))).contains("Kafka user the rights"));
        stranger.close();
    }

    @Test
    void userOfNobodyMayNotMakeTopics() {
        // When, Then
        try (Admin admin = installation.adminAs("foundry-tuner")) {
            assertThatThrownBy(() -> admin.createTopics(
                                    List.of(new NewTopic("learngene.jobs.own.v2", Map.of(0, List.of(1)))))
                            .all()
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("Authorization");
        }
    }

    /** What does not come is explained by what the services complain of. */
    private static <T> T awaited(Callable<T> asked, Predicate<T> enough) throws IOException {
        try {
            return await().ignoreExceptions().until(asked, enough);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(installation.complaints(), e);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
    }
}
