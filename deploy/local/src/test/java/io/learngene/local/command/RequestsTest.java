package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.learngene.contracts.Json;
import io.learngene.local.client.FakeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands ask the gateway for. */
class RequestsTest {

    private static final FakeGateway.Answer ACCEPTED = of(202, "{\"family\": \"f-2\", \"job\": \"f-2/work\"}");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "grow f-1/L06 --to dim=8 | POST /growths | {'from': 'f-1/L06', 'to': {'dim': 8}} | f-2",
                "grow f-1/L06 --to dim=8 --operator mango | POST /growths"
                        + " | {'from': 'f-1/L06', 'to': {'dim': 8}, 'operator': 'mango'} | f-2",
                "grow vit --to dim=8,heads=2 --to depth=3 --knowledge advanced --layers stack --dataset pets --epochs 0"
                        + " --no-scratch --name big --seed -7 | POST /growths | {'from': 'vit', 'to': {'dim': 8, 'heads': 2, 'depth': 3},"
                        + " 'rule': {'knowledge': 'advanced', 'depth': 'stack'}, 'dataset': 'pets', 'name': 'big',"
                        + " 'tuning': {'epochs': 0}, 'baselines': {}, 'seed': -7} | f-2",
                "grow f-1/L06 --to dim=8 --priority low | POST /growths"
                        + " | {'from': 'f-1/L06', 'to': {'dim': 8}, 'priority': 'low'} | f-2",
                "tune f-1 L06 --dataset pets --priority HIGH | POST /families/f-1/tunings"
                        + " | {'source': 'L06', 'from': 'initialisation', 'dataset': 'pets', 'priority': 'high'} | f-2/work",
                "expand f-1 --depth 5 --priority normal | POST /learngenes/f-1/descendants"
                        + " | {'targets': [5], 'materialise': false, 'priority': 'normal'} | f-2/work",
                "tune f-1 L06 --dataset pets | POST /families/f-1/tunings"
                        + " | {'source': 'L06', 'from': 'initialisation', 'dataset': 'pets'} | f-2/work",
                "tune f-1 L06 --dataset pets --from MODEL --epochs 2 --seed 3 | POST /families/f-1/tunings"
                        + " | {'source': 'L06', 'from': 'model', 'dataset': 'pets', 'tuning': {'epochs': 2}, 'seed': 3} | f-2/work",
                "expand f-1 --depth 5,7 --max-parameters 900000 --max-flops 10 --epochs 1 --scratch | POST /learngenes/f-1/descendants"
                        + " | {'targets': [5, 7, {'max_parameters': 900000}, {'max_flops': 10}], 'tuning': {'epochs': 1},"
                        + " 'baselines': {'scratch': {}}, 'materialise': false} | f-2/work"
            })
    void optionsBecomeFieldsAndWhatIsNotGivenIsLeftToTheGateway(
            String typed, String target, String body, String printed) throws IOException {
        // Given
        try (FakeGateway gateway = new FakeGateway(ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, typed.split(" "));

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo(printed + "\n");
            FakeGateway.Request request = gateway.requests().get(0);
            assertThat(request.method() + " " + request.target()).isEqualTo(target);
            assertThat(Json.mapper().readTree(request.body()))
                    .isEqualTo(Json.mapper().readTree(body.replace('\'', '"')));
            assertThat(gateway.keys()).singleElement().asString().matches("[0-9a-f]{32}");
        }
    }

    @Test
    void jobThatIsTriedAgainIsNamedWithItsFamily() {
        // Given
        try (FakeGateway gateway = new FakeGateway(ACCEPTED)) {
            // When
            Typed again = Typed.run(gateway, "retry", "f-2/tune/L09");
            Typed family = Typed.run(gateway, "retry", "f-2");

            // Then
            assertThat(again.succeeded().out()).isEqualTo("f-2\n");
            assertThat(family.failedWith(2).err()).contains("'f-2' is no job", "f-2/distill");
            assertThat(gateway.requests())
                    .extracting(request -> request.method() + " " + request.target())
                    .containsExactly("POST /jobs/f-2/tune/L09/retry");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--to width=8, width",
        "--to dim=0, dim=0",
        "--to dim=x, 'x'",
        "--to dim, dim",
        "--to =8, ''",
    })
    void shapeThatDoesNotGrowIsRefusedBeforeItIsSent(String option, String named) {
        // Given
        try (FakeGateway gateway = new FakeGateway(ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, ("grow f-1/L06 " + option).split(" "));

            // Then
            assertThat(outcome.failedWith(2).err()).contains("--to", named);
            assertThat(gateway.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"pets.json, application/json", "pets.yaml, application/yaml", "pets, application/yaml"})
    void requestIsSentAsItStandsWithTheTypeOfItsName(String name, String type) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve(name), "{\"dataset\": \"pets\"}");
        String[] types = {null};
        FakeGateway.Answer noting = exchange -> {
            types[0] = exchange.getRequestHeaders().getFirst("Content-Type");
            ACCEPTED.to(exchange);
        };
        try (FakeGateway gateway = new FakeGateway(noting)) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file.toString(), "--json");

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("{\"family\":\"f-2\"}\n");
            assertThat(gateway.requests().get(0).text()).isEqualTo("{\"dataset\": \"pets\"}");
            assertThat(types[0]).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "pets.json | {\"dataset\": \"pets\", \"seed\": 7}",
                "pets.yaml | {dataset: pets, seed: 7, priority: low} # of a colleague",
                "pets | {dataset: pets, seed: 7}"
            })
    void priorityOfTheCommandOutweighsThatOfTheFile(String name, String text) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve(name), text);
        try (FakeGateway gateway = new FakeGateway(ACCEPTED)) {
            // When
            Typed.run(gateway, "submit", file.toString(), "--priority", "high").succeeded();

            // Then
            assertThat(gateway.requests()).hasSize(2).allSatisfy(request -> assertThat(
                            new YAMLMapper().readTree(request.body()))
                    .isEqualTo(Json.mapper().readTree("{\"dataset\": \"pets\", \"seed\": 7, \"priority\": \"high\"}")));
        }
    }

    @Test
    void comparisonHasThePriorityOfTheCommand() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("compare.yaml"), "dataset: pets\nlearning_rates: [1e-4, 0x1F]\n");
        try (FakeGateway gateway = new FakeGateway(of(202, "{\"comparison\": \"c-1\"}"))) {
            // When
            Typed.run(gateway, "compare", file.toString(), "--priority", "low").succeeded();

            // Then: what the gateway makes of the numbers is its own business
            JsonNode sent = new YAMLMapper().readTree(gateway.requests().get(0).body());
            JsonNode meant = new YAMLMapper().readTree(file.toFile());
            assertThat(sent).isEqualTo(((ObjectNode) meant).put("priority", "low"));
        }
    }

    @ParameterizedTest
    @CsvSource({"[1], no object", "'{\"seed\": 1, \"seed\": 2}', 'seed'", "'{', cannot be read"})
    void fileThatCannotHaveAPriorityIsRefused(String text, String named) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("pets.json"), text);
        try (FakeGateway gateway = new FakeGateway(ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file.toString(), "--priority", "high");

            // Then
            assertThat(outcome.failedWith(2).err()).contains("priority", named);
            assertThat(gateway.requests()).isEmpty();
        }
    }

    @Test
    void refusalOfARequestIsToldInTheGatewaysWords() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("pets.yaml"), "dataset: pets\nepochs: 3\n");
        String refusal =
                "{\"title\": \"Bad Request\", \"status\": 400, \"detail\": \"epochs: unknown field; known here: [name]\"}";
        try (FakeGateway gateway = new FakeGateway(of(400, refusal))) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file.toString());

            // Then
            assertThat(outcome.failedWith(2).err()).contains("epochs: unknown field; known here: [name]");
        }
    }

    @ParameterizedTest
    @CsvSource({"f-1, /families/f-1", "f-1/tune/L06, /jobs/f-1/tune/L06"})
    void familyOrJobIsCancelled(String target, String path) {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(202, ""))) {
            // When
            Typed outcome = Typed.run(gateway, "cancel", target);

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("cancelled " + target + "\n");
            FakeGateway.Request request = gateway.requests().get(0);
            assertThat(request.method() + " " + request.target()).isEqualTo("DELETE " + path);
        }
    }

    @Test
    void familyIsMadeAgainFromItsOwnRequest() throws IOException {
        // Given
        String request =
                "{\"name\":\"pets\",\"dataset\":{\"name\":\"pets\"},\"distillation\":{\"elastic\":{\"from\":0.6}}}";
        try (FakeGateway gateway = new FakeGateway(of(200, request), ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, "rerun", "f-1");

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("f-2\n");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/families/f-1/request");
            assertThat(gateway.requests().get(1).text()).isEqualTo(request);
        }
    }

    @Test
    void familyIsMadeAgainWithAnotherPriority() {
        // Given
        String request = "{\"method\":\"wave\",\"priority\":\"high\"}";
        try (FakeGateway gateway = new FakeGateway(of(200, request), ACCEPTED)) {
            // When
            Typed.run(gateway, "rerun", "f-1", "--priority", "low").succeeded();

            // Then
            assertThat(gateway.requests().get(1).text()).isEqualTo("{\"method\":\"wave\",\"priority\":\"low\"}");
        }
    }

    @Test
    void nothingToExpandToIsRefused() {
        // Given
        try (FakeGateway gateway = new FakeGateway(ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, "expand", "f-1");

            // Then
            assertThat(outcome.failedWith(2).err()).contains("no target given", "--depth");
            assertThat(gateway.requests()).isEmpty();
        }
    }
}
