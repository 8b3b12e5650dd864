package io.learngene.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The chart, rendered by Helm itself. */
public final class Chart {

    /** Where it lies. */
    public static final Path FOLDER = Repository.root().resolve("deploy/helm/learngene-foundry");

    static final ObjectMapper YAML = new YAMLMapper();

    /** The oldest that the chart says it runs on. */
    private static final String KUBERNETES = "1.31.0";

    private static final String HOOK = "helm.sh/hook: ";
    private static final String NO_HOOK = "no.helm.sh/hook: ";
    private static final Path WITHOUT_HOOKS = withoutHooks();

    private Chart() {}

    /** {@return the worked examples, by name: {@code kind} of {@code values-kind.yaml}} */
    public static List<String> examples() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("values-[a-z]+\\.yaml"))
                    .map(name -> name.substring("values-".length(), name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path values(String example) {
        return FOLDER.resolve("values-" + example + ".yaml");
    }

    /** {@return what Helm makes of values, hooks among it, rules and dashboards not; its own refusal where it refuses} */
    static String template(Path values) {
        return render(WITHOUT_HOOKS, values).replace(NO_HOOK, HOOK);
    }

    /** {@return an example with rules and dashboards, and without hooks} */
    static String withFiles(String example) {
        return render(FOLDER, values(example));
    }

    /**
     * @param example name
     * @return all that an example installs: objects, hooks, rules and dashboards
     */
    public static List<JsonNode> everything(String example) {
        try {
            List<JsonNode> all = new ArrayList<>(parse(withFiles(example)));
            objects(example).stream()
                    .filter(object -> object.at("/metadata/annotations").has("helm.sh/hook"))
                    .forEach(all::add);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String render(Path chart, Path values) {
        return new Helm(chart)
                .template()
                .withName("foundry")
                .withNamespace("learngene")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values)
                .call();
    }

    /** Through this library Helm leaves hooks out of what it prints, unless it does not know them as such. */
    private static Path withoutHooks() {
        try {
            Path copy = Files.createTempDirectory("chart");
            copy(copy);
            Path setup = copy.resolve("templates/setup.yaml");
            Files.writeString(setup, Files.readString(setup).replace(HOOK, NO_HOOK));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(copy)));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path to) throws IOException {
        Path others = FOLDER.resolve("files");
        try (Stream<Path> files = Files.walk(FOLDER).filter(file -> !file.startsWith(others))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = to.resolve(FOLDER.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    static List<JsonNode> objects(String example) {
        return objects(example, "{}");
    }

    /**
     * @param example name
     * @param changes YAML that outweighs the example
     * @return the objects of the installation
     */
    static List<JsonNode> objects(String example, String changes) {
        try {
            return parse(with(example, changes, Chart::template));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return an example with rules and dashboards, with changes, which are YAML that outweighs the example} */
    static String withFiles(String example, String changes) throws IOException {
        return with(example, changes, values -> render(FOLDER, values));
    }

    /** {@return what comes of an example with changes, which are YAML that outweighs it} */
    private static String with(String example, String changes, Function<Path, String> rendering) throws IOException {
        JsonNode values = YAML.readTree(values(example).toFile());
        merge(values, YAML.readTree(changes));
        Path file = Files.createTempFile("values", ".yaml");
        try {
            YAML.writeValue(file.toFile(), values);
            return rendering.apply(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Helm's linter reads no other values than the chart's own, so the example's are made its own in a copy. */
    static LintResult lint(String example, Path copy) throws IOException {
        copy(copy);
        JsonNode values = YAML.readTree(FOLDER.resolve("values.yaml").toFile());
        merge(values, YAML.readTree(values(example).toFile()));
        YAML.writeValue(copy.resolve("values.yaml").toFile(), values);
        return new Helm(copy).lint().strict().call();
    }

    private static void merge(JsonNode into, JsonNode from) {
        from.fields().forEachRemaining(field -> {
            JsonNode own = into.get(field.getKey());
            if (own != null && own.isObject() && field.getValue().isObject()) {
                merge(own, field.getValue());
            } else {
                ((ObjectNode) into).set(field.getKey(), field.getValue());
            }
        });
    }

    static List<JsonNode> parse(String text) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            return documents.readAll().stream()
                    .filter(document -> document != null && document.isObject())
                    .toList();
        }
    }

    static JsonNode object(List<JsonNode> objects, String kind, String nameEnd) {
        List<JsonNode> found = objects.stream()
                .filter(object -> object.get("kind").asText().equals(kind))
                .filter(object -> object.at("/metadata/name").asText().endsWith(nameEnd))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects are a " + kind + " whose name ends in " + nameEnd);
        }
        return found.get(0);
    }

    static List<JsonNode> ofKind(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").asText().equals(kind))
                .toList();
    }

    /**
     * @param objects of an installation
     * @return the pod templates, of whatever makes pods
     */
    public static List<JsonNode> pods(List<JsonNode> objects) {
        List<JsonNode> pods = new ArrayList<>();
        for (JsonNode object : objects) {
            for (String place : List.of("/spec/template", "/spec/jobTargetRef/template")) {
                if (object.at(place).isObject()) {
                    pods.add(object.at(place));
                }
            }
        }
        return pods;
    }

    /** {@return the variables of a container} */
    static List<JsonNode> variables(JsonNode container) {
        List<JsonNode> variables = new ArrayList<>();
        container.path("env").forEach(variables::add);
        return variables;
    }

    /** {@return the value of a variable of a pod's only container; empty text if it has none} */
    static String variable(JsonNode pod, String name) {
        return variables(pod.at("/spec/containers/0")).stream()
                .filter(variable -> variable.get("name").asText().equals(name))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElse("");
    }
}
