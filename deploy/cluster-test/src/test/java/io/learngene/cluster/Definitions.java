package io.learngene.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Makes what others define known to a cluster, and namespaces in it. */
final class Definitions {

    private Definitions() {}

    /** As KEDA and the Prometheus operator publish them. Skips the test where they do not lie beside the project. */
    static void install(Api api) {
        Path folder = Stream.iterate(Repository.root(), each -> each != null, Path::getParent)
                .map(each -> each.resolve("shared/data/crds"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(null);
        if (folder == null) {
            Builds.skip("the definitions of KEDA and the Prometheus operator are not beside the project, in"
                    + " shared/data/crds");
            return;
        }
        install(api, folder);
    }

    /** All definitions of a folder. */
    static void install(Api api, Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<JsonNode> definitions = files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(Definitions::read)
                    .toList();
            assertThat(definitions).isNotEmpty();
            for (JsonNode definition : definitions) {
                api.apply("", definition).accepted();
            }
            for (JsonNode definition : definitions) {
                awaitServed(api, definition);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A namespace that refuses pods that are not restricted, and warns of what would make some. */
    static void namespace(Api api, String name) {
        ObjectNode namespace =
                Api.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        ObjectNode metadata = namespace.putObject("metadata").put("name", name);
        metadata.putObject("labels")
                .put("pod-security.kubernetes.io/enforce", "restricted")
                .put("pod-security.kubernetes.io/warn", "restricted");
        api.apply("", namespace).accepted();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> api.find(
                        "/api/v1/namespaces/" + name + "/serviceaccounts/default")
                .isPresent());
    }

    private static void awaitServed(Api api, JsonNode definition) {
        String group = definition.at("/spec/group").asText();
        String version = definition.at("/spec/versions/0/name").asText();
        String plural = definition.at("/spec/names/plural").asText();
        Awaitility.await(plural).atMost(Duration.ofMinutes(1)).until(() -> api.find(
                        "/apis/" + group + "/" + version + "/" + plural)
                .isPresent());
    }

    private static JsonNode read(Path file) {
        try {
            return new YAMLMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
