package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A node whose kubelet runs pods as processes of this machine, with as many GPUs as it says. */
final class ProcessNode implements AutoCloseable {

    private static final AtomicInteger NODES = new AtomicInteger();
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final long HEARTBEAT = Duration.ofSeconds(3).toNanos();
    private static final int TOO_MANY = 429;
    private static final int NOT_FOUND = 404;
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Api api;
    private final String name;
    private final Path folder;
    private final int number = NODES.incrementAndGet();
    private final AtomicInteger addresses = new AtomicInteger();
    private final Map<String, PodProcess> pods = new ConcurrentHashMap<>();
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();
    private final Thread kubelet;
    private volatile boolean up = true;
    private long beaten;

    private ProcessNode(Api api, String name, Path folder) {
        this.api = api;
        this.name = name;
        this.folder = folder;
        this.kubelet = new Thread(this::work, "kubelet of " + name);
    }

    /**
     * Joins the cluster.
     *
     * @param api of the cluster
     * @param name of the node
     * @param folder for the files of its pods
     * @param gpus how many it says it has
     * @param labels of the node
     * @return the node
     */
    static ProcessNode join(Api api, String name, Path folder, int gpus, Map<String, String> labels) {
        requireNamespaces();
        ProcessNode node = new ProcessNode(api, name, folder.resolve(name));
        ObjectNode object = Api.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Node");
        ObjectNode own = object.putObject("metadata").put("name", name).putObject("labels");
        own.put("kubernetes.io/hostname", name);
        labels.forEach(own::put);
        api.create("/api/v1/nodes", object).accepted();
        node.beat(gpus);
        node.kubelet.setDaemon(true);
        node.kubelet.start();
        Runtime.getRuntime().addShutdownHook(new Thread(node::vanish));
        return node;
    }

    String name() {
        return name;
    }

    /** {@return the pods that ever were on it, by name, and where each wrote its log} */
    Map<String, Path> logs() {
        return pods.values().stream()
                .collect(Collectors.toMap(PodProcess::name, PodProcess::log, (a, b) -> b, LinkedHashMap::new));
    }

    /** Ends the process of a pod with SIGKILL, as the kernel does that has no memory left. */
    void kill(String pod) {
        pods.values().stream().filter(each -> each.name().equals(pod)).forEach(PodProcess::kill);
    }

    /** As {@code kubectl drain}: nothing new comes, and each pod is evicted as soon as its budget lets it. */
    void drain() {
        api.patch(
                        "/api/v1/nodes/" + name,
                        Api.JSON
                                .createObjectNode()
                                .set("spec", Api.JSON.createObjectNode().put("unschedulable", true)))
                .accepted();
        Awaitility.await("drained").atMost(LONGEST).pollInterval(LOOK).until(() -> {
            List<JsonNode> left = bound().stream().filter(ProcessNode::goesOn).toList();
            left.stream()
                    .filter(pod -> !pod.at("/metadata").has("deletionTimestamp"))
                    .forEach(this::evict);
            return left.isEmpty();
        });
    }

    /** The machine is gone, without a word. */
    void lose() {
        vanish();
    }

    /** What a cloud's controller does for a machine that is gone. */
    void remove() {
        api.delete("/api/v1/nodes/" + name, Api.JSON.createObjectNode()).accepted();
    }

    /** Asks every pod to end, waits for it, and leaves. */
    @Override
    public void close() {
        up = false;
        pods.values().forEach(pod -> pod.end(30));
        join();
    }

    private void vanish() {
        up = false;
        pods.values().forEach(PodProcess::vanish);
        join();
    }

    private void join() {
        try {
            kubelet.join();
            for (Thread thread : threads.values()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (up) {
            try {
                if (System.nanoTime() - beaten > HEARTBEAT) {
                    renew();
                }
                look();
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // The API server is away for a moment, as it is for any kubelet.
                System.err.println(name + ": " + e.getMessage());
            }
        }
    }

    private void look() {
        Map<String, JsonNode> bound = bound().stream()
                .collect(Collectors.toMap(pod -> pod.at("/metadata/uid").asText(), pod -> pod));
        bound.forEach((uid, pod) -> {
            boolean leaving = pod.at("/metadata").has("deletionTimestamp");
            if (!pods.containsKey(uid) && goesOn(pod)) {
                start(uid, pod);
            }
            if (leaving && pods.containsKey(uid)) {
                pods.get(uid).end(pod.at("/metadata/deletionGracePeriodSeconds").asLong());
            }
        });
        // Deleted by force.
        pods.forEach((uid, pod) -> {
            if (!bound.containsKey(uid)) {
                pod.end(0);
            }
        });
    }

    private void start(String uid, JsonNode pod) {
        Path place = folder.resolve(pod.at("/metadata/name").asText());
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PodProcess process = new PodProcess(api, pod, place, "244." + number + "." + (addresses.incrementAndGet()));
        pods.put(uid, process);
        Thread thread = new Thread(process, "pod " + process.name());
        thread.setDaemon(true);
        threads.put(uid, thread);
        thread.start();
    }

    private List<JsonNode> bound() {
        return api.list("/api/v1/pods?fieldSelector=spec.nodeName%3D" + name);
    }

    private static boolean goesOn(JsonNode pod) {
        String phase = pod.at("/status/phase").asText();
        return !phase.equals("Succeeded") && !phase.equals("Failed");
    }

    private void evict(JsonNode pod) {
        ObjectNode eviction =
                Api.JSON.createObjectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
        JsonNode metadata = pod.get("metadata");
        eviction.putObject("metadata")
                .put("name", metadata.get("name").asText())
                .put("namespace", metadata.get("namespace").asText());
        Api.Answer answer = api.create(
                "/api/v1/namespaces/" + metadata.get("namespace").asText() + "/pods/"
                        + metadata.get("name").asText() + "/eviction",
                eviction);
        if (answer.status() != TOO_MANY && answer.status() != NOT_FOUND) {
            answer.accepted();
        }
    }

    private void beat(int gpus) {
        ObjectNode status = Api.JSON.createObjectNode();
        ObjectNode own = status.putObject("status");
        for (String what : List.of("capacity", "allocatable")) {
            own.putObject(what)
                    .put("cpu", "64")
                    .put("memory", "512Gi")
                    .put("ephemeral-storage", "2Ti")
                    .put("pods", "110")
                    .put("nvidia.com/gpu", Integer.toString(gpus));
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        own.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True")
                .put("reason", "KubeletReady")
                .put("lastHeartbeatTime", now)
                .put("lastTransitionTime", now);
        api.patch("/api/v1/nodes/" + name + "/status", status).accepted();
        renew();
    }

    /** The lease is a node's sign of life. */
    private void renew() {
        ObjectNode lease = Api.JSON
                .createObjectNode()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease");
        lease.putObject("metadata").put("name", name).put("namespace", "kube-node-lease");
        lease.putObject("spec")
                .put("holderIdentity", name)
                .put("leaseDurationSeconds", 10)
                .put("renewTime", MICROSECONDS.format(Instant.now()));
        api.apply("kube-node-lease", lease).accepted();
        beaten = System.nanoTime();
    }

    private static void requireNamespaces() {
        try {
            Process tried = new ProcessBuilder("unshare", "--mount", "true")
                    .redirectErrorStream(true)
                    .start();
            tried.getInputStream().readAllBytes();
            if (tried.waitFor() == 0) {
                return;
            }
        } catch (IOException e) {
            // There is no such program; told below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Builds.skip("pods need a file system of their own, which `unshare --mount` refuses here: be root");
    }
}
