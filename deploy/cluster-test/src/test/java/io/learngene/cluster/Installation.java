package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.UpgradeCommand;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.helm.Chart;
import io.learngene.local.client.GatewayClient;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The chart, installed by Helm on a control plane with process nodes, with a real broker and store beside it. */
final class Installation implements AutoCloseable {

    static final String NAMESPACE = "learngene";
    static final String NAME = "foundry-learngene-foundry";

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";

    private final Path folder;
    private final ControlPlane plane;
    private final Map<String, ProcessNode> nodes = new LinkedHashMap<>();
    private KafkaBroker broker;
    private ObjectStore store;

    private Installation(Path folder) {
        this.folder = folder;
        this.plane = ControlPlane.start(folder.resolve("control-plane"));
    }

    /**
     * Starts control plane, broker and store, and makes namespace and secrets; nothing is installed yet and no node is there.
     *
     * @param folder for all files
     * @return what a chart can be installed on
     */
    static Installation prepare(Path folder) {
        Installation installation = new Installation(folder);
        try {
            installation.broker = KafkaBroker.start(folder, 0);
            installation.store = ObjectStore.start(folder, 0);
            Definitions.namespace(installation.api(), NAMESPACE);
            ObjectNode secret =
                    Api.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Secret");
            secret.putObject("metadata").put("name", "foundry-store");
            secret.putObject("stringData")
                    .put("access-key", ObjectStore.ACCESS_KEY)
                    .put("secret-key", installation.store.secretKey());
            installation.api().apply(NAMESPACE, secret).accepted();
            return installation;
        } catch (RuntimeException e) {
            installation.close();
            throw e;
        }
    }

    Api api() {
        return plane.api();
    }

    ControlPlane plane() {
        return plane;
    }

    KafkaBroker broker() {
        return broker;
    }

    ProcessNode join(String name, int gpus, Map<String, String> labels) {
        ProcessNode node = ProcessNode.join(api(), name, folder.resolve("nodes"), gpus, labels);
        nodes.put(name, node);
        return node;
    }

    ProcessNode node(String name) {
        return nodes.get(name);
    }

    /** {@code helm upgrade --install --wait} of an example, with other values. */
    void upgrade(String example, Map<String, Object> values) {
        UpgradeCommand helm = new Helm(Chart.FOLDER)
                .upgrade()
                .install()
                .withName("foundry")
                .withNamespace(NAMESPACE)
                .withKubeConfig(plane.kubeConfig())
                .withValuesFile(Chart.FOLDER.resolve("values-" + example + ".yaml"))
                .set("kafka.bootstrapServers", broker.bootstrapServers().replace(",", "\\,"))
                .set("store.endpoint", store.endpoint())
                .withTimeout((int) LONGEST.toSeconds())
                .waitReady();
        values.forEach(helm::set);
        try {
            helm.call();
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + told(), e);
        }
    }

    /** {@return the pods with a label} */
    List<JsonNode> pods(String label, String value) {
        return api().list(PODS + "?labelSelector=" + label + "%3D" + value);
    }

    /** {@return the pods of a component} */
    List<JsonNode> pods(String component) {
        return pods("app.kubernetes.io%2Fcomponent", component);
    }

    /** Sets the replicas of a deployment, as {@code kubectl scale} does. */
    void scale(String component, int replicas) {
        ObjectNode scale = Api.JSON.createObjectNode();
        scale.putObject("spec").put("replicas", replicas);
        api().patch(
                        "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments/" + NAME + "-" + component + "/scale",
                        scale)
                .accepted();
    }

    /** {@return where the ready pods of the gateway's service listen} */
    List<String> endpoints() {
        List<String> addresses = new ArrayList<>();
        for (JsonNode slice : api().list("/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE
                + "/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D" + NAME + "-gateway")) {
            for (JsonNode endpoint : slice.path("endpoints")) {
                if (endpoint.at("/conditions/ready").asBoolean()) {
                    addresses.add("http://"
                            + PodProcess.loopback(endpoint.at("/addresses/0").asText()) + ":"
                            + slice.at("/ports/0/port").asInt());
                }
            }
        }
        return addresses;
    }

    GatewayClient client() {
        return new GatewayClient(endpoints().get(0));
    }

    /** Makes a family of the smallest request, with some of its text replaced. */
    String submit(Map<String, String> replacements) {
        try {
            String text = Files.readString(Repository.root().resolve("deploy/e2e/src/test/resources/tiny.yaml"));
            for (Map.Entry<String, String> each : replacements.entrySet()) {
                text = text.replace(each.getKey(), each.getValue());
            }
            return client().post("/families", "application/yaml", text.getBytes(StandardCharsets.UTF_8))
                    .get("family")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FamilyView awaitEnd(String family) {
        // The gateway may be on its way from one node to another.
        return await().ignoreExceptions()
                .until(() -> client().family(family), view -> view.state().terminal());
    }

    JobView job(String family, String job) {
        return client().family(family).jobs().stream()
                .filter(each -> each.job().equals(family + "/" + job))
                .findFirst()
                .orElse(null);
    }

    /** {@return all that is told of each model of a family} */
    List<JsonNode> models(String family) {
        GatewayClient client = client();
        List<JsonNode> models = new ArrayList<>();
        for (JsonNode model : client.get("/families/" + family + "/models").get("models")) {
            models.add(client.get(
                    "/families/" + family + "/models/" + model.get("name").asText()));
        }
        return models;
    }

    ConditionFactory await() {
        return Awaitility.await()
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .conditionEvaluationListener(new org.awaitility.core.ConditionEvaluationListener<Object>() {
                    @Override
                    public void conditionEvaluated(org.awaitility.core.EvaluatedCondition<Object> condition) {
                        // Only its end is told.
                    }

                    @Override
                    public void onTimeout(org.awaitility.core.TimeoutEvent event) {
                        System.err.println(told());
                    }
                });
    }

    /** {@return what the pods whose names begin so ever wrote, by name} */
    Map<String, String> logs(String begin) {
        Map<String, String> logs = new LinkedHashMap<>();
        for (ProcessNode node : nodes.values()) {
            node.logs().forEach((name, log) -> {
                if (name.startsWith(begin)) {
                    logs.put(name, read(log));
                }
            });
        }
        return logs;
    }

    /** {@return what pods are there, what was said of them, and how their logs end} */
    private String told() {
        StringBuilder text = new StringBuilder();
        for (JsonNode pod : api().list(PODS)) {
            text.append(pod.at("/metadata/name").asText())
                    .append(' ')
                    .append(pod.at("/spec/nodeName").asText())
                    .append(' ')
                    .append(pod.get("status"))
                    .append('\n');
        }
        for (JsonNode event : api().list("/api/v1/namespaces/" + NAMESPACE + "/events")) {
            if (event.path("type").asText().equals("Warning")) {
                text.append(event.path("message").asText()).append('\n');
            }
        }
        nodes.values().forEach(node -> node.logs()
                .forEach((name, log) ->
                        text.append("--- ").append(name).append('\n').append(tail(log))));
        return text.toString();
    }

    private static String tail(Path log) {
        String text = read(log);
        return text.substring(Math.max(0, text.length() - 2000));
    }

    private static String read(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever may fail to close does not keep the rest open. */
    @Override
    public void close() {
        Stream<AutoCloseable> nodesFirst = nodes.values().stream().map(AutoCloseable.class::cast);
        List<AutoCloseable> all = new ArrayList<>(nodesFirst.toList());
        all.addAll(Stream.of(store, broker, plane).filter(each -> each != null).toList());
        RuntimeException first = null;
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (Exception e) {
                first = first == null ? new IllegalStateException(e) : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
