package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The configuration reference names every field of a request, and no other. */
class ConfigurationReferenceTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Set<String> RECIPES = Set.of(
            "tuning",
            "distillation.training",
            "ancestor.train.training",
            "baselines.scratch",
            "baselines.scratch_distilled",
            "baselines.selected_layers");

    @Test
    void everyFieldOfARequestIsDocumented() throws IOException {
        // Given
        JsonNode schema = Schemas.generate().get("family-request");

        // When
        Set<String> fields = new TreeSet<>();
        leaves(schema, schema, "", fields);

        // Then
        Set<String> documented = documented("## A family request");
        Set<String> shown = new TreeSet<>(fields);
        // Shown as an example of its value.
        shown.removeIf(f -> f.startsWith("ancestor.train.model."));
        shown.add("ancestor.train.model");
        shown.removeIf(f -> f.startsWith("targets."));
        shown.add("targets");
        documented.removeAll(Set.of("dataset", "ancestor"));
        shown.remove("ancestor.id");
        assertThat(documented).isEqualTo(shown);
    }

    @Test
    void everyFieldOfARecipeIsDocumented() throws IOException {
        // Given
        JsonNode schema = Schemas.generate().get("family-request");
        JsonNode recipe = schema.at("/$defs/TrainingRecipe");

        // When
        Set<String> fields = new TreeSet<>();
        leaves(schema, recipe, "", fields);

        // Then
        assertThat(documented("## Recipes")).isEqualTo(fields);
    }

    private static void leaves(JsonNode root, JsonNode node, String path, Set<String> fields) {
        if (node.has("$ref")) {
            leaves(root, root.at(node.get("$ref").asText().substring(1)), path, fields);
        } else if (RECIPES.contains(path)) {
            fields.add(path);
        } else if (node.has("anyOf")
                && node.get("anyOf").findValue("properties") == null
                && node.get("anyOf").findValue("$ref") == null) {
            fields.add(path);
        } else if (node.has("anyOf")) {
            node.get("anyOf").forEach(each -> {
                if (each.has("properties") || each.has("$ref")) {
                    leaves(root, each, path, fields);
                }
            });
        } else if (node.has("properties")) {
            node.get("properties")
                    .properties()
                    .forEach(e ->
                            leaves(root, e.getValue(), path.isEmpty() ? e.getKey() : path + "." + e.getKey(), fields));
        } else {
            fields.add(path);
        }
    }

    /** Names in the first column of a section's table. */
    private static Set<String> documented(String section) throws IOException {
        String text = Files.readString(Path.of("../docs/configuration.md"));
        int start = text.indexOf(section);
        int end = text.indexOf("\n## ", start + 1);
        Set<String> names = new TreeSet<>();
        for (String line : text.substring(start, end).split("\n")) {
            if (line.startsWith("| `")) {
                Matcher code = CODE.matcher(line.split("\\|")[1]);
                while (code.find()) {
                    names.add(code.group(1));
                }
            }
        }
        return names;
    }
}
