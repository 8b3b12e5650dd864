package io.learngene.gateway;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.learngene.stack.StackResource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real broker and a real store, and a gateway of small limits, but of patience. Gateways of other settings come one after the other
 * to the same two: each finds a broker without topics and a bucket of its own.
 */
public final class RealStack extends StackResource {

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        removeTopics(settings.get("kafka.bootstrap.servers"));
        settings.putAll(Map.of(
                "foundry.ancestor.torchscript", "true",
                "foundry.gateway.directory", folder().resolve("gateway").toString(),
                "foundry.gateway.heartbeat", "1s",
                // What is answered beside slow clients is answered beside them, not after their end.
                "foundry.gateway.client-patience", "10m",
                // The tests' client leaves a connection behind with every request.
                "foundry.gateway.connections", "100000",
                "foundry.gateway.dataset-cache", "1ms",
                "foundry.gateway.clean-grace", "0s",
                "foundry.gateway.upload-bytes", "2000000",
                "foundry.gateway.hosts", "foundry.example"));
        settings.put("foundry.pools", "a100,spot");
        settings.put("foundry.store.bucket", folder().getFileName().toString());
        return settings;
    }

    private static void removeTopics(String broker) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> admin.listTopics().names().get().isEmpty());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("cannot remove the topics of the gateway before", e);
        }
    }

    /** Before each test: it asks at once, since all but the first of some hundreds find the gateway ready. */
    public static void awaitReady() {
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(40))
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
    }
}
