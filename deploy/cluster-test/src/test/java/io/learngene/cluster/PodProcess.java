package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One pod on a node, from its start to its end: the part of a kubelet that watches it. Its thread stays until its process has ended,
 * since the process dies with the thread that started it.
 */
final class PodProcess implements Runnable {

    /** What its node wants of it. */
    private enum Wish {
        RUN,
        /** SIGTERM, and SIGKILL after its grace period. */
        END,
        /** As a machine without power: SIGKILL, and nothing is reported any more. */
        VANISH
    }

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int NOT_STARTED = -1;
    private static final int NOT_FOUND = 404;

    private final Api api;
    private final JsonNode pod;
    private final String path;
    private final String address;
    private final Container container;
    private final AtomicReference<Wish> wish = new AtomicReference<>(Wish.RUN);
    private volatile long graceSeconds;
    private volatile Process process;
    private PodStatus said;
    private int restarts;

    /**
     * @param api where it is reported
     * @param pod the pod
     * @param folder for its files
     * @param number of its address
     */
    PodProcess(Api api, JsonNode pod, Path folder, String number) {
        this.api = api;
        this.pod = pod;
        this.path = "/api/v1/namespaces/" + pod.at("/metadata/namespace").asText() + "/pods/"
                + pod.at("/metadata/name").asText();
        this.address = "10." + number;
        this.container = new Container(api, pod, folder, loopback(address));
        this.graceSeconds = pod.at("/spec/terminationGracePeriodSeconds").asLong(30);
    }

    /** {@return where a pod really listens: endpoints may not be on loopback, so that its address is told as another} */
    static String loopback(String address) {
        return address.replaceFirst("^10\\.", "127.");
    }

    String name() {
        return pod.at("/metadata/name").asText();
    }

    Path log() {
        return container.log();
    }

    /** Asks it to end within a time. */
    void end(long seconds) {
        graceSeconds = seconds;
        wish.compareAndSet(Wish.RUN, Wish.END);
    }

    /** Ends it at once and says nothing of it. */
    void vanish() {
        wish.set(Wish.VANISH);
        kill();
    }

    /** Ends its process as the kernel does that has no memory left. */
    void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
        }
    }

    @Override
    public void run() {
        try {
            int code = live();
            while (wish.get() == Wish.RUN && startsAgain(code)) {
                Thread.sleep(AGAIN.toMillis());
                restarts++;
                code = live();
            }
        } catch (InterruptedException e) {
            vanish();
        }
        container.discard();
        if (wish.get() == Wish.END) {
            api.delete(path, Api.JSON.createObjectNode().put("gracePeriodSeconds", 0));
        }
    }

    /** {@return the exit code of one life of its container, or that it did not begin} */
    private int live() throws InterruptedException {
        Instant since = Instant.now();
        try {
            process = container.start();
        } catch (IOException e) {
            say(new PodStatus(
                    "Pending",
                    address,
                    false,
                    false,
                    restarts,
                    PodStatus.waiting("CreateContainerError", e.getMessage())));
            return NOT_STARTED;
        }
        watch(since);
        int code = process.waitFor();
        String phase = startsAgain(code) && wish.get() == Wish.RUN ? "Running" : code == 0 ? "Succeeded" : "Failed";
        insist(new PodStatus(phase, address, false, false, restarts, PodStatus.terminated(since, code)));
        return code;
    }

    private void watch(Instant since) throws InterruptedException {
        String place = loopback(address);
        Probe startup = new Probe(container.spec(), "startupProbe", place);
        Probe liveness = new Probe(container.spec(), "livenessProbe", place);
        Probe readiness = new Probe(container.spec(), "readinessProbe", place);
        do {
            if (!startup.succeeded()) {
                startup.ask();
            } else {
                liveness.ask();
                readiness.ask();
            }
            boolean ready = startup.succeeded() && readiness.succeeded();
            say(new PodStatus("Running", address, startup.succeeded(), ready, restarts, PodStatus.running(since)));
            if (wish.get() == Wish.VANISH) {
                // It may have been started just then.
                process.destroyForcibly();
            } else if (wish.get() == Wish.END || startup.failed() || liveness.failed()) {
                terminate();
            }
        } while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(graceSeconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private boolean startsAgain(int code) {
        String policy = pod.at("/spec/restartPolicy").asText("Always");
        return code == NOT_STARTED || policy.equals("Always") || policy.equals("OnFailure") && code != 0;
    }

    /** Once for each change. {@return whether the server has heard of it} */
    private boolean say(PodStatus status) {
        if (status.equals(said) || wish.get() == Wish.VANISH) {
            return true;
        }
        try {
            byte[] patch = status.patch(pod).toString().getBytes(StandardCharsets.UTF_8);
            Api.Answer answer = api.send("PATCH", path + "/status", "application/strategic-merge-patch+json", patch);
            if (answer.refused() && answer.status() != NOT_FOUND) {
                System.err.println(name() + ": " + answer.body());
            }
            said = status;
            return true;
        } catch (UncheckedIOException e) {
            // The server is away for a moment; it is told again.
            return false;
        }
    }

    /** What nobody would say again. */
    private void insist(PodStatus status) throws InterruptedException {
        while (!say(status)) {
            Thread.sleep(AGAIN.toMillis());
        }
    }
}
