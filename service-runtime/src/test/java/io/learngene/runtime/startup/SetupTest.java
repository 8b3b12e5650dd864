package io.learngene.runtime.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.Ports;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupTest {

    @TempDir
    static Path state;

    private static KafkaBroker broker;
    private static ObjectStore store;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start(state, 0);
        store = ObjectStore.start(state, 0);
    }

    @AfterAll
    static void stop() {
        store.close();
        broker.close();
    }

    @Test
    void topicsGroupsAndBucketAreThereAfterItAndASecondTimeChangesNothing() throws Exception {
        // When
        int first = run(environment(Map.of("FOUNDRY_JOB_LOCK_DURATION", "7s")));
        int second = run(environment(Map.of("FOUNDRY_JOB_LOCK_DURATION", "7s")));

        // Then
        assertThat(first).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(second).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(broker.bootstrapServers(), store.endpoint());
        List<ConfigResource> groups = Vocabulary.kinds().keySet().stream()
                .map(kind -> new ConfigResource(ConfigResource.Type.GROUP, TopicSetup.group(Topics.jobs(kind))))
                .toList();
        try (Admin admin =
                Admin.create(KafkaSettings.of(broker.bootstrapServers()).with(Map.of()))) {
            assertThat(admin.listTopics().names().get()).contains(Topics.LEARNGENES, Topics.EVENTS);
            assertThat(groups).isNotEmpty();
            assertThat(admin.describeConfigs(groups).all().get().values()).allSatisfy(config -> assertThat(
                            config.get("share.record.lock.duration.ms").value())
                    .isEqualTo("7000"));
        }
    }

    @Test
    void brokerThatIsNotThereIsSaidAndTheExitCodeIsOne() {
        // When
        int code = run(environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + Ports.free())));

        // Then
        assertThat(code).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not set up", "topics");
    }

    @Test
    void storeThatRefusesIsSaidAndTheExitCodeIsOne() {
        // When
        int code = run(environment(Map.of("FOUNDRY_STORE_SECRET_KEY", "wrong")));

        // Then
        assertThat(code).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not set up").doesNotContain("wrong");
    }

    @Test
    void everyKafkaSettingOfTheEnvironmentReachesTheClients() {
        // Given
        Map<String, String> environment =
                Map.of("KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "KAFKA_SSL_TRUSTSTORE_LOCATION", "/etc/kafka/ca.pem");

        // When
        Map<String, Object> settings = Setup.kafka(environment(environment)).shared();

        // Then
        assertThat(settings)
                .containsEntry("bootstrap.servers", broker.bootstrapServers())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("ssl.truststore.location", "/etc/kafka/ca.pem");
    }

    private int run(SmallRyeConfig config) {
        return Setup.run(config, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static SmallRyeConfig environment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                "FOUNDRY_STORE_ENDPOINT", store.endpoint(),
                "FOUNDRY_STORE_ACCESS_KEY", ObjectStore.ACCESS_KEY,
                "FOUNDRY_STORE_SECRET_KEY", store.secretKey(),
                // A setting of another service, which is none of ours.
                "FOUNDRY_GATEWAY_HOSTS", "foundry.example"));
        all.putAll(more);
        return Setup.config(new EnvConfigSource(all, 500));
    }
}
