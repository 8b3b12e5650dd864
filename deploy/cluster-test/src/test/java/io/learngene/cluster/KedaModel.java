package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What KEDA 2.21 does for a scaled job with one trigger of Prometheus and the strategy {@code default}, after its source
 * ({@code pkg/scaling/executor/scale_jobs.go}, {@code pkg/scaling/scaledjob/metrics.go}, {@code pkg/scalers/prometheus_scaler.go}): at each
 * interval it asks the trigger's query, takes away the jobs that have not ended, makes the rest up to the most, and removes ended jobs
 * beyond its histories. An error, or no series, makes no job. It stands in for KEDA's operator; the scaled jobs, jobs and pods are real.
 */
final class KedaModel implements AutoCloseable {

    private static final String LABEL = "scaledjob.keda.sh/name";
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Api api;
    private final String namespace;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Long> due = new TreeMap<>();
    private final Thread thread = new Thread(this::work, "model of KEDA");
    private volatile boolean closed;
    private volatile int looks;

    private KedaModel(Api api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    /** Starts to look at the scaled jobs of a namespace. */
    static KedaModel start(Api api, String namespace) {
        KedaModel model = new KedaModel(api, namespace);
        model.thread.setDaemon(true);
        model.thread.start();
        return model;
    }

    /** {@return how often the trigger of a scaled job has said a number} */
    int looks() {
        return looks;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (!closed) {
            try {
                for (JsonNode scaled : api.list("/apis/keda.sh/v1alpha1/namespaces/" + namespace + "/scaledjobs")) {
                    String name = scaled.at("/metadata/name").asText();
                    if (System.nanoTime() >= due.getOrDefault(name, Long.MIN_VALUE)) {
                        due.put(
                                name,
                                System.nanoTime()
                                        + Duration.ofSeconds(scaled.at("/spec/pollingInterval")
                                                        .asInt(30))
                                                .toNanos());
                        scale(scaled);
                    }
                }
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // It says so in an event, and tries again at the next interval.
                System.err.println("model of KEDA: " + e.getMessage());
            }
        }
    }

    private void scale(JsonNode scaled) throws IOException, InterruptedException {
        List<JsonNode> jobs = api.list(jobs() + "?labelSelector="
                + URLEncoder.encode(LABEL + "=" + scaled.at("/metadata/name").asText(), StandardCharsets.UTF_8));
        long running = jobs.stream().filter(job -> ended(job).isEmpty()).count();
        long least = scaled.at("/spec/minReplicaCount").asLong();
        JsonNode trigger = scaled.at("/spec/triggers/0/metadata");
        double value =
                ask(trigger.get("serverAddress").asText(), trigger.get("query").asText());
        looks++;
        double length = value / trigger.get("threshold").asDouble();
        long most = (long)
                Math.ceil(Math.min(length, scaled.at("/spec/maxReplicaCount").asLong(100)));
        long wanted = running < least ? least - running : Math.min((long) Math.ceil(value), most - (running - least));
        if (value > trigger.path("activationThreshold").asDouble() || least > 0) {
            for (long i = 0; i < wanted; i++) {
                api.create(jobs(), job(scaled)).accepted();
            }
        }
        cleanUp(jobs, "Complete", scaled.at("/spec/successfulJobsHistoryLimit").asInt(100));
        cleanUp(jobs, "Failed", scaled.at("/spec/failedJobsHistoryLimit").asInt(100));
    }

    private double ask(String prometheus, String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        prometheus + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .timeout(Duration.ofSeconds(3))
                .build();
        JsonNode answer = Api.JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        if (answer.at("/data/result").size() != 1) {
            throw new IOException("prometheus metrics 'prometheus' target may be lost, the result is empty: " + answer);
        }
        return answer.at("/data/result/0/value/1").asDouble();
    }

    private static ObjectNode job(JsonNode scaled) {
        String name = scaled.at("/metadata/name").asText();
        ObjectNode job =
                Api.JSON.createObjectNode().put("apiVersion", "batch/v1").put("kind", "Job");
        ObjectNode metadata = job.putObject("metadata").put("generateName", name + "-");
        ObjectNode labels = metadata.putObject("labels").put(LABEL, name);
        labels.setAll((ObjectNode) scaled.at("/metadata/labels").deepCopy());
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", scaled.get("apiVersion").asText())
                .put("kind", scaled.get("kind").asText())
                .put("name", name)
                .put("uid", scaled.at("/metadata/uid").asText())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        ObjectNode spec = scaled.at("/spec/jobTargetRef").deepCopy();
        spec.withObject("/template/metadata/labels").put(LABEL, name);
        job.set("spec", spec);
        return job;
    }

    private void cleanUp(List<JsonNode> jobs, String condition, int kept) {
        List<JsonNode> ended = jobs.stream()
                .filter(job -> ended(job).equals(condition))
                .sorted(Comparator.comparing(
                        job -> job.at("/status/completionTime").asText()))
                .toList();
        for (JsonNode job : ended.subList(0, Math.max(0, ended.size() - kept))) {
            api.delete(
                    jobs() + "/" + job.at("/metadata/name").asText(),
                    Api.JSON.createObjectNode().put("propagationPolicy", "Background"));
        }
    }

    private static String ended(JsonNode job) {
        for (JsonNode condition : job.at("/status/conditions")) {
            String type = condition.get("type").asText();
            if (List.of("Complete", "Failed").contains(type)
                    && condition.get("status").asText().equals("True")) {
                return type;
            }
        }
        return "";
    }

    private String jobs() {
        return "/apis/batch/v1/namespaces/" + namespace + "/jobs";
    }
}
