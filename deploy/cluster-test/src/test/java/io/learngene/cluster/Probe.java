package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A probe of a container, asked over HTTP in its period. A pod without one is what it would say where all is well. */
final class Probe {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final int GOOD = 400;

    private final JsonNode settings;
    private final String address;
    private final int port;
    private long due;
    private int failures;
    private boolean succeeded;

    /**
     * @param container of the pod
     * @param name {@code readinessProbe} and so on
     * @param address where the container listens
     */
    Probe(JsonNode container, String name, String address) {
        this.settings = container.path(name);
        this.address = address;
        this.port = port(container);
        this.succeeded = settings.isMissingNode();
        this.due = System.nanoTime() + seconds("initialDelaySeconds", 0);
    }

    /** Asks if it is time. */
    void ask() {
        if (settings.isMissingNode() || System.nanoTime() < due) {
            return;
        }
        due = System.nanoTime() + seconds("periodSeconds", 10);
        boolean good = answers();
        failures = good ? 0 : failures + 1;
        if (good) {
            succeeded = true;
        } else if (failed()) {
            succeeded = false;
        }
    }

    /** {@return whether it has succeeded, and did not fail as often as it may since} */
    boolean succeeded() {
        return succeeded;
    }

    /** {@return whether it has failed as often as it may} */
    boolean failed() {
        return failures >= settings.path("failureThreshold").asInt(3);
    }

    private boolean answers() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + ":" + port
                        + settings.at("/httpGet/path").asText()))
                .timeout(Duration.ofSeconds(settings.path("timeoutSeconds").asInt(1)))
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < GOOD;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long seconds(String name, int otherwise) {
        return Duration.ofSeconds(settings.path(name).asInt(otherwise)).toNanos();
    }

    private int port(JsonNode container) {
        JsonNode given = settings.at("/httpGet/port");
        for (JsonNode port : container.path("ports")) {
            if (port.path("name").asText().equals(given.asText())) {
                return port.get("containerPort").asInt();
            }
        }
        return given.asInt();
    }
}
