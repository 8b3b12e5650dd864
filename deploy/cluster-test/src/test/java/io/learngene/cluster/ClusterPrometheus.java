package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.stack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Prometheus beside a control plane, with the running pods of a namespace as targets and the labels that the chart's monitors and the
 * Prometheus operator give them. Debian's Prometheus cannot ask Kubernetes itself, so that the pods are written into a file.
 */
final class ClusterPrometheus implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(300);
    private static final String CONFIGURATION = """
            global: {scrape_interval: 1s}
            scrape_configs:
              - job_name: learngene-foundry
                metrics_path: /q/metrics
                file_sd_configs:
                  - {files: [targets.json]}
            """;

    private final Api api;
    private final String namespace;
    private final Path folder;
    private final List<String> others;
    private final int port = Ports.free();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Thread thread = new Thread(this::work, "targets of prometheus");
    private ArrayNode written;

    private ClusterPrometheus(Api api, String namespace, Path folder, List<String> others) {
        this.api = api;
        this.namespace = namespace;
        this.folder = folder;
        this.others = others;
    }

    /**
     * Starts it; its process ends with the control plane. Skips the test where it is not installed.
     *
     * @param plane the control plane
     * @param namespace of the pods
     * @param folder for its files
     * @param others host and port of what is asked beside the pods
     * @return it
     */
    static ClusterPrometheus start(ControlPlane plane, String namespace, Path folder, String... others) {
        Path program = Builds.onPath("prometheus").orElse(null);
        if (program == null) {
            Builds.skip("prometheus is not installed; on Debian: apt-get install prometheus");
        }
        ClusterPrometheus started =
                new ClusterPrometheus(plane.api(), namespace, folder.resolve("prometheus"), List.of(others));
        try {
            Files.createDirectories(started.folder);
            Files.writeString(started.folder.resolve("prometheus.yml"), CONFIGURATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        plane.program(
                "prometheus",
                program,
                Map.of(),
                List.of(
                        "--config.file=" + started.folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + started.folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + started.port));
        started.thread.setDaemon(true);
        started.thread.start();
        return started;
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** {@return the number that a query has; NaN if it has none} */
    double value(String query) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        address() + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            JsonNode answer = Api.JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                    .body());
            return answer.at("/data/result/0/value/1").asDouble(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (true) {
            try {
                ArrayNode targets = targets();
                if (!targets.equals(written)) {
                    Path next = Files.writeString(folder.resolve("next"), targets.toString());
                    Files.move(next, folder.resolve("targets.json"), StandardCopyOption.ATOMIC_MOVE);
                    written = targets;
                }
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                System.err.println("targets of prometheus: " + e.getMessage());
            }
        }
    }

    private ArrayNode targets() {
        ArrayNode targets = Api.JSON.createArrayNode();
        for (String other : others) {
            ObjectNode target = targets.addObject();
            target.putArray("targets").add(other);
            target.putObject("labels").put("namespace", namespace);
        }
        for (JsonNode pod : api.list("/api/v1/namespaces/" + namespace + "/pods")) {
            if (pod.at("/status/phase").asText().equals("Running")) {
                ObjectNode target = targets.addObject();
                target.putArray("targets")
                        .add(PodProcess.loopback(pod.at("/status/podIP").asText()) + ":8080");
                target.putObject("labels")
                        .put("namespace", namespace)
                        .put("pod", pod.at("/metadata/name").asText())
                        .put(
                                "service",
                                pod.at("/metadata/labels")
                                        .path("app.kubernetes.io/component")
                                        .asText());
            }
        }
        return targets;
    }
}
