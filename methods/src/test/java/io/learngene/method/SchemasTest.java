package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.method.Samples.Sample;
import io.learngene.method.sws.FamilyRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Schemas, AsyncAPI document and example messages agree with the records. After a change of the records:
 * {@code ./mvnw -pl methods -am test -Dschemas.update=true}; example messages are only ever added.
 */
class SchemasTest {

    private static final Path SCHEMAS = Path.of("src/main/resources/io/learngene/method/schemas");
    private static final Path ASYNCAPI = Path.of("src/main/resources/io/learngene/method/asyncapi.yaml");
    private static final Path EXAMPLES = Path.of("src/test/resources/messages/v1");
    private static final Path UNNAMED_SCORES = Path.of("src/test/resources/messages/unnamed-scores");
    private static final boolean UPDATE = Boolean.getBoolean("schemas.update");

    @TestFactory
    Stream<DynamicTest> committedSchemaIsWhatTheRecordsSay() {
        return Schemas.generate().entrySet().stream()
                .map(schema -> DynamicTest.dynamicTest(schema.getKey(), () -> {
                    // Given
                    Path file = SCHEMAS.resolve(schema.getKey() + ".schema.json");

                    // When
                    String generated = Json.pretty(schema.getValue()) + "\n";
                    if (UPDATE) {
                        Files.createDirectories(SCHEMAS);
                        Files.writeString(file, generated);
                    }

                    // Then
                    assertThat(file)
                            .as("run ./mvnw -pl methods -am test -Dschemas.update=true and commit what changes")
                            .hasContent(generated);
                }));
    }

    @TestFactory
    Stream<DynamicTest> keptExampleIsStillReadAndValid() {
        Map<String, JsonNode> schemas = Schemas.generate();
        return Samples.all().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    // Given
                    Path file = EXAMPLES.resolve(sample.getKey() + ".json");
                    Sample expected = sample.getValue();
                    if (!Files.exists(file) && UPDATE) {
                        Files.createDirectories(EXAMPLES);
                        Files.writeString(file, Json.pretty(expected.value()) + "\n");
                    }
                    byte[] kept = Files.readAllBytes(file);

                    // When
                    Object read = Json.read(kept, expected.type());

                    // Then
                    assertThat(read).isEqualTo(expected.value());
                    assertThat(Json.mapper().readTree(Json.write(read)))
                            .isEqualTo(Json.mapper().readTree(kept));
                    String name = Schemas.types().entrySet().stream()
                            .filter(t -> t.getValue() == expected.type())
                            .findFirst()
                            .orElseThrow()
                            .getKey();
                    JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(schemas.get(name));
                    assertThat(schema.validate(Json.mapper().readTree(kept))).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> exampleFromBeforeScoresHadNamesIsReadTheSame() {
        return Stream.of("fact-succeeded", "fact-succeeded-learn", "manifest-learngene", "manifest-model")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    // Given
                    Sample expected = Samples.all().get(name);
                    byte[] kept = Files.readAllBytes(UNNAMED_SCORES.resolve(name + ".json"));

                    // When
                    Object read = Json.read(kept, expected.type());

                    // Then
                    assertThat(read).isEqualTo(expected.value());
                }));
    }

    @Test
    void requestNeedNotNameItsMethodWhereOnlyOneIsRead() {
        // Given
        byte[] named = "{\"method\": \"sws\", \"dataset\": \"synthetic-shapes\"}".getBytes(StandardCharsets.UTF_8);
        byte[] unnamed = "{\"dataset\": \"synthetic-shapes\"}".getBytes(StandardCharsets.UTF_8);

        // When
        FamilyRequest read = Json.read(unnamed, FamilyRequest.class);

        // Then
        assertThat(read).isEqualTo(Json.read(named, MethodRequest.class));
    }

    @Test
    void readerToleratesFieldsOfALaterVersion() throws IOException {
        for (Map.Entry<String, Sample> sample : Samples.all().entrySet()) {
            // Given
            byte[] later = new String(Json.write(sample.getValue().value()), StandardCharsets.UTF_8)
                    .replaceFirst("\\{", "{\"field_of_a_later_version\": {\"deep\": [1]},")
                    .getBytes(StandardCharsets.UTF_8);

            // When
            Object read = Json.read(later, sample.getValue().type());

            // Then
            assertThat(read).isEqualTo(sample.getValue().value());
        }
    }

    @Test
    void messagesPageNamesTopicAndManifestOfEveryKindOfJob() throws IOException {
        // When
        String page = Files.readString(Path.of("../docs/messages.md"));

        // Then
        assertThat(Vocabulary.kinds().keySet())
                .allSatisfy(kind -> assertThat(page).contains("." + kind + ".v2`", "\n| " + kind + " | `"));
    }

    @Test
    void asyncApiNamesEveryTopicAndOnlySchemasThatExist() throws IOException {
        // When
        JsonNode document = new ObjectMapper(new YAMLFactory()).readTree(ASYNCAPI.toFile());

        // Then
        assertThat(document.path("asyncapi").asText()).startsWith("3.");
        Set<String> addresses = new TreeSet<>();
        document.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));
        Set<String> topics = new TreeSet<>(
                Vocabulary.kinds().keySet().stream().map(Topics::jobs).toList());
        topics.addAll(
                List.of(Topics.LEARNGENES, Topics.EVENTS, Topics.METRICS, Topics.HEARTBEATS, Topics.CANCELLATIONS));
        assertThat(addresses).isEqualTo(topics);
        List<String> references = new ArrayList<>();
        document.findValuesAsText("$ref").stream()
                .filter(r -> r.endsWith(".json"))
                .forEach(references::add);
        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(r -> assertThat(ASYNCAPI.getParent().resolve(r)).exists());
    }
}
