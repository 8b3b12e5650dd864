package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.access.AccessKey;
import io.learngene.local.client.FakeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in, as processes: the user's folder and the key come from the environment. */
class LoginTest {

    private static final String KEY = AccessKey.fresh().text();
    private static final FakeGateway.Answer ASKS = of(401, "{\"status\": 401, \"detail\": \"no key was sent\"}");
    private static final FakeGateway.Answer KNOWS =
            of(200, "{\"name\": \"anna\", \"role\": \"submitter\", \"keyed\": true}");
    private static final FakeGateway.Answer FAMILIES = of(200, "{\"families\": [], \"total\": 0}");

    @TempDir
    private Path folder;

    @Test
    void keyIsKeptAndSentByEveryCommandAfterIt() throws Exception {
        // Given
        try (FakeGateway gateway = new FakeGateway(ASKS, KNOWS, FAMILIES)) {
            // When
            Outcome login = run(Map.of(), KEY + "\n", "login", "--gateway", gateway.address());
            Outcome list = run(Map.of(), "", "list");

            // Then
            assertThat(login.code()).as(login.said()).isZero();
            assertThat(login.said()).contains("signed in at " + gateway.address() + " as anna (submitter)");
            assertThat(login.said()).doesNotContain(KEY);
            assertThat(list.code()).as(list.said()).isZero();
            assertThat(gateway.authorizations()).containsExactly("null", "Bearer " + KEY, "Bearer " + KEY);
        }
    }

    @Test
    void keyOfTheEnvironmentOutweighsTheOneThatIsKept() throws Exception {
        // Given
        String own = AccessKey.fresh().text();
        try (FakeGateway gateway = new FakeGateway(FAMILIES)) {
            // When
            run(Map.of("FOUNDRY_TOKEN", own), "", "list", "--gateway", gateway.address());

            // Then
            assertThat(gateway.authorizations()).containsExactly("Bearer " + own);
        }
    }

    @Test
    void keyThatTheGatewayDoesNotKnowIsNotKept() throws Exception {
        // Given
        try (FakeGateway gateway = new FakeGateway(ASKS)) {
            // When
            Outcome login = run(Map.of(), KEY, "login", "--gateway", gateway.address());
            Outcome list = run(Map.of(), "", "list", "--gateway", gateway.address());

            // Then
            assertThat(login.code()).as(login.said()).isEqualTo(2);
            assertThat(login.said()).contains("does not know this key").doesNotContain(KEY);
            assertThat(list.code()).isEqualTo(2);
            assertThat(list.said()).contains("no key was sent", "foundry login --gateway " + gateway.address());
            assertThat(gateway.authorizations()).last().isEqualTo("null");
        }
    }

    private record Outcome(int code, String said) {}

    private Outcome run(Map<String, String> environment, String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfoundry.root=" + Path.of("../..").toRealPath(),
                "-cp",
                System.getProperty("java.class.path"),
                Foundry.class.getName()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Files.writeString(Files.createTempFile(folder, "in", ""), input)
                        .toFile())
                .redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FOUNDRY_"));
        builder.environment().putAll(settings(environment));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(out));
    }

    private Map<String, String> settings(Map<String, String> more) throws IOException {
        Map<String, String> all = new TreeMap<>(more);
        all.put("LC_ALL", "C.UTF-8");
        all.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        all.put("FOUNDRY_HOME", Files.createDirectories(folder.resolve("state")).toString());
        return all;
    }
}
