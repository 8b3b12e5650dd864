package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a kubelet says of a pod with one container.
 *
 * @param phase {@code Pending}, {@code Running}, {@code Succeeded} or {@code Failed}
 * @param address of the pod
 * @param started whether its start is over
 * @param ready whether it may be asked
 * @param restarts how often its container was started again
 * @param state of the container
 */
record PodStatus(String phase, String address, boolean started, boolean ready, int restarts, ObjectNode state) {

    static ObjectNode waiting(String reason, String message) {
        ObjectNode state = Api.JSON.createObjectNode();
        state.putObject("waiting").put("reason", reason).put("message", message);
        return state;
    }

    static ObjectNode running(Instant since) {
        ObjectNode state = Api.JSON.createObjectNode();
        state.putObject("running").put("startedAt", time(since));
        return state;
    }

    static ObjectNode terminated(Instant since, int code) {
        ObjectNode state = Api.JSON.createObjectNode();
        state.putObject("terminated")
                .put("startedAt", time(since))
                .put("finishedAt", time(Instant.now()))
                .put("exitCode", code)
                .put("reason", code == 0 ? "Completed" : "Error");
        return state;
    }

    /** {@return a strategic merge patch, which leaves others' conditions alone} */
    ObjectNode patch(JsonNode pod) {
        ObjectNode patch = Api.JSON.createObjectNode();
        ObjectNode status = patch.putObject("status").put("phase", phase).put("hostIP", "10.244.255.1");
        status.put("startTime", pod.at("/metadata/creationTimestamp").asText());
        status.put("podIP", address);
        status.putArray("podIPs").addObject().put("ip", address);
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, "Initialized", true);
        condition(conditions, "ContainersReady", ready);
        condition(conditions, "Ready", ready);
        JsonNode container = pod.at("/spec/containers/0");
        ObjectNode own = status.putArray("containerStatuses").addObject();
        own.set("name", container.get("name"));
        own.set("image", container.get("image"));
        own.put("imageID", "").put("ready", ready).put("started", started).put("restartCount", restarts);
        own.set("state", state);
        return patch;
    }

    private static void condition(ArrayNode conditions, String type, boolean holds) {
        conditions.addObject().put("type", type).put("status", holds ? "True" : "False");
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
