package io.learngene.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The only container of a pod, as a process: with the pod's user, variables and volumes at their places, on a root that cannot be
 * written, beside this machine's {@code /usr} and {@code /etc}. It shares the machine's network, so that it listens on an address of
 * loopback that is its own.
 */
final class Container {

    private static final Set<String> VOLUMES = Set.of("emptyDir", "configMap", "secret");

    private final Api api;
    private final JsonNode pod;
    private final Path folder;
    private final String address;

    /**
     * @param api where secrets and config maps are
     * @param pod the pod
     * @param folder for its volumes and its log; made here
     * @param address where it listens
     */
    Container(Api api, JsonNode pod, Path folder, String address) {
        this.api = api;
        this.pod = pod;
        this.folder = folder;
        this.address = address;
    }

    JsonNode spec() {
        return pod.at("/spec/containers/0");
    }

    Path log() {
        return folder.resolve("log");
    }

    /** {@return the started process} */
    Process start() throws IOException {
        Image image = Image.of(spec().get("image").asText());
        Path root = Files.createDirectories(folder.resolve("root"));
        Path script = folder.resolve("container.sh");
        try (InputStream in = Container.class.getResourceAsStream("/container.sh")) {
            Files.write(script, in.readAllBytes());
        }
        Path mounts = Files.write(folder.resolve("mounts"), mounts(image));
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", script.toString(), root.toString()));
        command.add(user());
        command.add(mounts.toString());
        if (spec().has("command")) {
            spec().get("command").forEach(word -> command.add(word.asText()));
        } else {
            command.addAll(image.entryPoint());
        }
        spec().path("args").forEach(word -> command.add(word.asText()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(environment(image));
        return builder.start();
    }

    /** What the pod kept goes with its end, as a kubelet does it; the native library alone is some 400 MB in each. */
    void discard() {
        Path volumes = folder.resolve("volumes");
        if (!Files.exists(volumes)) {
            return;
        }
        try (Stream<Path> files = Files.walk(volumes)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String user() {
        JsonNode own = spec().at("/securityContext/runAsUser");
        return (own.isMissingNode() ? pod.at("/spec/securityContext/runAsUser") : own).asText("0");
    }

    private List<String> mounts(Image image) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "ro /usr /usr",
                "ro /etc /etc",
                "rw /proc /proc",
                "rw /dev /dev",
                "ro " + image.application() + " /app"));
        String java = System.getProperty("java.home");
        if (!java.startsWith("/usr/")) {
            lines.add("ro " + java + " " + java);
        }
        for (JsonNode mount : spec().path("volumeMounts")) {
            boolean writable = volume(mount.get("name").asText()).has("emptyDir");
            Path place = folder.resolve("volumes").resolve(mount.get("name").asText());
            lines.add((writable ? "own " : "ro ") + place + " "
                    + mount.get("mountPath").asText());
            fill(volume(mount.get("name").asText()), Files.createDirectories(place));
        }
        return lines;
    }

    private JsonNode volume(String name) throws IOException {
        for (JsonNode volume : pod.at("/spec/volumes")) {
            if (volume.get("name").asText().equals(name) && VOLUMES.stream().anyMatch(volume::has)) {
                return volume;
            }
        }
        throw new IOException("the volume " + name + " is none of " + VOLUMES);
    }

    private void fill(JsonNode volume, Path place) throws IOException {
        for (Map.Entry<String, byte[]> file : content(volume).entrySet()) {
            Files.write(place.resolve(file.getKey()), file.getValue());
        }
    }

    private Map<String, byte[]> content(JsonNode volume) throws IOException {
        if (volume.has("secret")) {
            return secret(volume.at("/secret/secretName").asText());
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (volume.has("configMap")) {
            object("configmaps", volume.at("/configMap/name").asText())
                    .path("data")
                    .fields()
                    .forEachRemaining(each ->
                            files.put(each.getKey(), each.getValue().asText().getBytes(StandardCharsets.UTF_8)));
        }
        return files;
    }

    private Map<String, byte[]> secret(String name) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        object("secrets", name)
                .path("data")
                .fields()
                .forEachRemaining(each -> files.put(
                        each.getKey(),
                        Base64.getDecoder().decode(each.getValue().asText())));
        return files;
    }

    private JsonNode object(String kind, String name) throws IOException {
        String namespace = pod.at("/metadata/namespace").asText();
        return api.find("/api/v1/namespaces/" + namespace + "/" + kind + "/" + name)
                .orElseThrow(() -> new IOException(kind + " has no " + name));
    }

    private Map<String, String> environment(Image image) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(image.environment());
        environment.put("PATH", System.getProperty("java.home") + "/bin:/usr/sbin:/usr/bin");
        environment.put("HOSTNAME", pod.at("/metadata/name").asText());
        for (JsonNode variable : spec().path("env")) {
            environment.put(variable.get("name").asText(), value(variable));
        }
        // All pods share one network, and nothing here has a GPU.
        environment.computeIfPresent("FOUNDRY_HTTP_HOST", (name, all) -> address);
        environment.computeIfPresent("FOUNDRY_TORCH_DEVICE", (name, device) -> "cpu");
        // What the JVM reads off its control group elsewhere.
        String limit = spec().at("/resources/limits/memory").asText();
        environment.put(
                "JAVA_TOOL_OPTIONS", "-XX:MaxRAM=" + limit.replace("i", "").toLowerCase(Locale.ROOT));
        // Threads that spin at barriers take the few cores from the other pods.
        environment.put("GOMP_SPINCOUNT", "2000");
        return environment;
    }

    private String value(JsonNode variable) throws IOException {
        if (!variable.has("valueFrom")) {
            return variable.path("value").asText();
        }
        JsonNode from = variable.get("valueFrom");
        if (from.has("fieldRef")) {
            String place = from.at("/fieldRef/fieldPath").asText();
            JsonNode field = pod.at("/" + place.replace('.', '/'));
            if (field.isValueNode()) {
                return field.asText();
            }
        }
        if (from.has("secretKeyRef")) {
            byte[] value = secret(from.at("/secretKeyRef/name").asText())
                    .get(from.at("/secretKeyRef/key").asText());
            if (value != null) {
                return new String(value, StandardCharsets.UTF_8);
            }
        }
        throw new IOException("the variable " + variable + " has no value");
    }
}
