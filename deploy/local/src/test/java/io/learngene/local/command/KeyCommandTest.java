package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.access.AccessKey;
import io.learngene.local.client.FakeGateway;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyCommandTest {

    @Test
    void keyAloneIsOnStandardOutput() {
        // Given
        String key = AccessKey.fresh().text();
        FakeGateway.Answer made = of(
                201, "{\"id\": \"0123456789ab\", \"key\": \"" + key + "\", \"expires_at\": \"2027-01-01T00:00:00Z\"}");
        try (FakeGateway gateway = new FakeGateway(made)) {
            // When
            Typed outcome = Typed.run(
                    gateway, "key", "create", "ci", "--role", "submitter", "--project", "acme", "--days", "30");

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo(key + "\n");
            assertThat(outcome.err()).contains("it is not shown again").doesNotContain(key);
            assertThat(gateway.requests().get(0).text())
                    .isEqualTo("{\"name\":\"ci\",\"role\":\"submitter\",\"days\":30,\"project\":\"acme\"}");
        }
    }

    @Test
    void firstKeyIsMadeWithoutAGatewayWithItsDigest() {
        // When
        JsonNode made = Json.read(
                Typed.run("key", "create", "anna", "--offline", "--json")
                        .succeeded()
                        .out()
                        .getBytes(StandardCharsets.UTF_8),
                JsonNode.class);

        // Then
        assertThat(made.path("digest").asText())
                .isEqualTo(new AccessKey(made.path("key").asText()).digest());
    }

    @Test
    void keysAreListedAndRevokedByTheirIds() {
        // Given
        FakeGateway.Answer keys = of(
                200,
                "{\"keys\": [{\"id\": \"0123456789ab\", \"name\": \"ci\", \"role\": \"viewer\", \"project\": \"acme\", \"created_by\": \"anna\","
                        + " \"expires_at\": \"2027-01-01T00:00:00Z\"}]}");
        try (FakeGateway gateway = new FakeGateway(keys, of(202, "{}"))) {
            // When
            Typed list = Typed.run(gateway, "key", "list").succeeded();
            Typed revoke = Typed.run(gateway, "key", "revoke", "0123456789ab").succeeded();

            // Then
            assertThat(list.out()).contains("0123456789ab", "viewer", "acme", "anna", "2027-01-01");
            assertThat(revoke.out()).isEqualTo("revoked 0123456789ab\n");
            assertThat(gateway.requests().get(1).target()).isEqualTo("/keys/0123456789ab");
        }
    }

    @Test
    void roleThatIsNoneIsRefused() {
        assertThat(Typed.run("key", "create", "ci", "--role", "root")
                        .failedWith(2)
                        .err())
                .contains("root");
    }
}
