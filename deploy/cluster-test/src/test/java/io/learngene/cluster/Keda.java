package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * KEDA's operator beside a control plane, built of its published source with one of its seventy scalers, that of Prometheus: the others
 * need half of its packages, most of them clouds' clients. Its webhooks and its server of metrics are not there; scaled jobs need neither.
 */
final class Keda {

    private static final String NAME = "keda";
    private static final String MODULE = "github.com/kedacore/keda/v2";
    private static final String VERSION = "2.21.0";
    /** Other scalers, and the clients that only they need. */
    private static final Pattern OTHERS = Pattern.compile(
            "(?!prometheus_)\\w+_scaler\\.go"
                    + "|azure_(app_insights|data_explorer|eventhub|eventhub_checkpoint|storage)\\.go|gcp_stackdriver_client\\.go");

    private static final Pattern OTHER_CHOICE =
            Pattern.compile("\\tcase \"(?!prometheus\")[a-z0-9-]+\":\\n\\t\\treturn [^\\n]*\\n");

    private Keda() {}

    /** Starts it, with its own definitions; it ends with the control plane. Skips the test where it cannot be built. */
    static void start(ControlPlane plane, Path folder) {
        Path built = built();
        Definitions.install(plane.api(), built.resolve("definitions"));
        int health = Ports.free();
        JavaProcess process = plane.program(
                NAME,
                built.resolve("operator"),
                Map.of(
                        "KUBECONFIG", plane.kubeConfig().toString(),
                        "WATCH_NAMESPACE", "",
                        "POD_NAMESPACE", "default",
                        "KEDA_CLUSTER_OBJECT_NAMESPACE", "default"),
                List.of(
                        "--cert-dir=" + certificates(plane, folder),
                        "--metrics-bind-address=127.0.0.1:" + Ports.free(),
                        "--metrics-service-bind-address=127.0.0.1:" + Ports.free(),
                        "--health-probe-bind-address=127.0.0.1:" + health));
        Awaitility.await(NAME).atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> {
            if (!process.alive()) {
                throw new AssertionError("KEDA ended:\n" + process.logTail());
            }
            return ready(health);
        });
    }

    /** {@return what it says of a scaled job: True, False, Unknown, or nothing yet} */
    static String condition(JsonNode scaledJob, String type) {
        for (JsonNode each : scaledJob.at("/status/conditions")) {
            if (each.get("type").asText().equals(type)) {
                return each.get("status").asText();
            }
        }
        return "";
    }

    private static Path built() {
        GoPrograms.require(NAME);
        try {
            return Builds.of(NAME, VERSION + "-" + GoPrograms.version(), Keda::build);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void build(Path folder) throws IOException {
        Path source = folder.resolve("source");
        JsonNode module = Api.JSON.readTree(
                Builds.run(folder, List.of("go", "mod", "download", "-json", MODULE + "@v" + VERSION)));
        Builds.run(folder, List.of("cp", "--recursive", module.get("Dir").asText(), source.toString()));
        Builds.run(folder, List.of("chmod", "--recursive", "u+w", source.toString()));
        try (Stream<Path> files = Files.walk(source.resolve("pkg/scalers"))) {
            for (Path file : files.toList()) {
                if (OTHERS.matcher(file.getFileName().toString()).matches()) {
                    Files.delete(file);
                }
            }
        }
        // One of the others declares it for all.
        Files.writeString(
                source.resolve("pkg/scalers/constants.go"),
                "package scalers\n\nconst externalMetricType = \"External\"\n");
        Path choice = source.resolve("pkg/scaling/scalers_builder.go");
        Files.writeString(choice, OTHER_CHOICE.matcher(Files.readString(choice)).replaceAll(""));
        GoPrograms.build(
                source,
                folder.resolve("operator").toString(),
                MODULE + "/version.Version=" + VERSION,
                "./cmd/operator");
        Files.move(source.resolve("config/crd/bases"), folder.resolve("definitions"));
        Builds.run(folder, List.of("rm", "--recursive", source.toString()));
    }

    /** Its server of metrics shows one, which nobody asks for here. */
    private static Path certificates(ControlPlane plane, Path folder) {
        try {
            Path certificates = Files.createDirectories(folder.resolve(NAME));
            Files.copy(plane.certificate(), certificates.resolve("ca.crt"));
            Files.copy(plane.certificate(), certificates.resolve("tls.crt"));
            Files.copy(plane.certificate().resolveSibling("apiserver.key"), certificates.resolve("tls.key"));
            return certificates;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ready(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }
}
