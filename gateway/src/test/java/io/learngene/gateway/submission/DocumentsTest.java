package io.learngene.gateway.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.method.sws.FamilyRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person may write, and what a person may try. */
class DocumentsTest {

    private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;
    private static final MediaType YAML = new MediaType("application", "yaml");

    /** Behind it a byte order mark in UTF-8. */
    private static final String MARK = "\uFEFF";

    private final MemoryBudget memory = new MemoryBudget("request documents", 64L << 20);
    private final Documents documents = new Documents(Settings.of(Map.of()), memory);

    @Test
    void sameRequestIsReadFromJsonAndYaml() {
        // Given
        String json = "{\"name\": \"toy\", \"dataset\": \"pets\", \"targets\": [4, {\"max_parameters\": 3000}]}";
        String yaml = "name: toy\ndataset: pets # ours\ntargets: [4, {max_parameters: 3000}]\n";

        // When / Then
        assertThat(read(YAML, yaml)).isEqualTo(read(JSON, json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "application/x-yaml", "text/yaml", "application/yaml;charset=UTF-8"})
    void everyNameOfYamlIsYaml(String type) {
        assertThat(read(MediaType.valueOf(type), "dataset: pets").dataset().name())
                .isEqualTo("pets");
    }

    @Test
    void documentWithoutAMediaTypeIsJson() {
        assertThat(read(null, "{\"dataset\": \"pets\"}").dataset().name()).isEqualTo("pets");
    }

    @Test
    void byteOrderMarkIsNoPartOfADocument() {
        assertThat(read(JSON, MARK + "{\"dataset\": \"pets\"}").dataset().name())
                .isEqualTo("pets");
        assertThat(read(YAML, MARK + "dataset: pets").dataset().name()).isEqualTo("pets");
    }

    @Test
    void jsonInUtf16IsReadAndOtherCharsetsAreRefused() {
        assertThat(read(JSON, "{\"dataset\": \"pets\"}".getBytes(UTF_16LE))
                        .dataset()
                        .name())
                .isEqualTo("pets");
        byte[] latin = "{\"dataset\": \"\u00e4ffchen\"}".getBytes(ISO_8859_1);
        assertRefused(JSON, latin, "(document)");
        assertRefused(YAML, "dataset: \u00e4ffchen".getBytes(ISO_8859_1), "(document)");
        assertRefused(YAML, "dataset: pets".getBytes(UTF_16LE), "(document)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "null", "[]", "3", "\"x\"", "true", "{", "}", "{\"dataset\"}", "\u0000"})
    void whatIsNoJsonObjectIsRefused(String body) {
        assertRefused(JSON, body.getBytes(UTF_8), "(document)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "---",
                "- pets",
                "pets",
                "dataset: pets\n---\ndataset: others",
                "dataset: [pets",
                "dataset: pets\n\tname: tab",
                "%YAML 9.9\n---\ndataset: pets\n...\n%",
                "dataset: \"\\q\"",
                "\u0000",
                "dataset: \u0007"
            })
    void whatIsNoSingleYamlObjectIsRefused(String body) {
        assertRefused(YAML, body.getBytes(UTF_8), "(document)");
    }

    @Test
    void fieldThatIsThereTwiceIsRefused() {
        assertRefused(JSON, "{\"dataset\": \"a\", \"dataset\": \"b\"}".getBytes(UTF_8), "(document)");
        assertRefused(YAML, "dataset: a\ndataset: b".getBytes(UTF_8), "(document)");
        assertRefused(YAML, "dataset: a\ntuning: {epochs: 1, epochs: 2}".getBytes(UTF_8), "(document)");
        assertRefused(YAML, "dataset: a\n\"dataset\": b".getBytes(UTF_8), "(document)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"dataset\":{\"name\":"})
    void depthIsBounded(String opening) {
        assertRefused(JSON, opening.repeat(2000).getBytes(UTF_8), "(document)");
        assertRefused(YAML, opening.repeat(2000).getBytes(UTF_8), "(document)");
    }

    @Test
    void depthByIndentationIsBounded() {
        // Given
        String steps =
                IntStream.range(0, 300).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining());

        // When / Then
        assertRefused(YAML, steps.getBytes(UTF_8), "(document)");
    }

    @Test
    void widthIsBoundedByNamesAndValues() {
        // Given
        String many = "[" + "1,".repeat(30_000) + "1]";

        // When / Then
        assertThatThrownBy(() -> read(JSON, "{\"dataset\": \"a\", \"targets\": " + many + "}"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("more than 20000 names and values");
        assertThatThrownBy(() -> read(YAML, "{dataset: a, targets: " + many + "}"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("more than 20000 names and values");
    }

    @Test
    void sizeIsBoundedWhetherOrNotItIsDeclared() {
        // Given
        Documents small = new Documents(Settings.of(Map.of("request-bytes", "100")), memory);
        byte[] large = ("{\"dataset\": \"" + "x".repeat(200) + "\"}").getBytes(UTF_8);

        // When / Then
        assertThatThrownBy(() -> small.read(new ByteArrayInputStream(large), JSON, FamilyRequest.class))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("100 bytes allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &a {b: &b [1]}\ndataset: [*a, *a, *b, *b]",
                "a: &a [x]\ndataset: *a",
                "dataset: &d {name: *d}",
                "<<: {dataset: pets}",
                "dataset: *nowhere",
                "name: &n toy\ndataset: *n",
                "dataset: &d [1]\ntargets: *d",
                "dataset: !!javax.script.ScriptEngineManager [!!java.net.URL ['http://localhost:1/']]",
                "dataset: !!python/object/apply:os.system ['true']"
            })
    void aliasesMergesAndTagsNeverBecomeMoreThanText(String body) {
        assertThatThrownBy(() -> read(YAML, body)).isInstanceOf(InvalidFieldException.class);
    }

    @ParameterizedTest
    @CsvSource({"5e-4", "5E-4", "5.e-4", "0.5e-3", "+5e-4", "0.0005"})
    void exponentsAreNumbersInYamlAsPeopleMeanThem(String number) {
        // When
        FamilyRequest request = read(YAML, "dataset: pets\ntuning: {learning_rate: " + number + "}");

        // Then
        assertThat(request.tuning().rates().learningRate()).isEqualTo(5e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'7e5'", "\"7e5\"", "!!str 7e5"})
    void whatIsQuotedIsTextInYaml(String name) {
        assertThat(read(YAML, "name: " + name + "\ndataset: pets").name()).isEqualTo("7e5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "NaN", "Infinity", "1e99999999", "\"5e-4\"", "[1]", "{}"})
    void whatIsNoFiniteNumberIsRefusedInJson(String number) {
        assertThatThrownBy(() -> read(JSON, "{\"dataset\": \"pets\", \"tuning\": {\"learning_rate\": " + number + "}}"))
                .isInstanceOf(InvalidFieldException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".nan", ".inf", "-.inf", "1e400", "1e999", "0x", "0b", "_1", "190:20:30", "0o7"})
    void whatIsNoFiniteNumberIsRefusedInYaml(String number) {
        assertThatThrownBy(() -> read(YAML, "dataset: pets\ntuning: {learning_rate: " + number + "}"))
                .isInstanceOf(InvalidFieldException.class)
                .message()
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "99999999999999999999", "1.5", "true", "\"7\"", "1e1", "0.0"})
    void whatIsNoWholeNumberIsRefused(String number) {
        String body = "{\"dataset\": \"pets\", \"tuning\": {\"epochs\": " + number + "}}";
        assertRefused(JSON, body.getBytes(UTF_8), "tuning.epochs");
    }

    @Test
    void numberOfThousandsOfDigitsCostsNothing() {
        for (MediaType type : List.of(JSON, YAML)) {
            String body = "{\"dataset\": \"pets\", \"seed\": " + "9".repeat(500_000) + "}";
            assertThatThrownBy(() -> read(type, body)).isInstanceOf(InvalidFieldException.class);
        }
    }

    @Test
    void bodyThatBreaksOffIsTheConnectionsFault() {
        // Given
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };

        // When / Then
        assertThatThrownBy(() -> documents.read(broken, JSON, FamilyRequest.class))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("could not be read to its end");
    }

    @Test
    void whateverBecomesOfADocumentItsMemoryIsFreeAgain() {
        // Given: room for one document of this size at a time
        Documents tight = new Documents(Settings.of(Map.of()), new MemoryBudget("request documents", 2 << 10));

        // When / Then
        for (int i = 0; i < 10; i++) {
            assertThat(tight.read(stream("{\"dataset\": \"pets\"}"), JSON, FamilyRequest.class))
                    .isNotNull();
            assertThatThrownBy(() -> tight.read(stream("{\"datasets\": 3}"), JSON, FamilyRequest.class))
                    .isInstanceOf(InvalidFieldException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/yaml"})
    void whateverIsSentIsReadOrRefusedInWords(String type) {
        // Given: documents of which some bytes are others, the same in every run
        Random random = new Random(42);
        byte[] good =
                "{\"name\": \"toy\", \"dataset\": {\"name\": \"pets\", \"image_size\": 32}, \"targets\": [4, 5e1],"
                        .concat(" \"tuning\": {\"epochs\": 3, \"learning_rate\": 5e-4}, \"seed\": 0x1F}")
                        .getBytes(UTF_8);
        byte[] odd = "{}[]:,\"'\\*&!|>%@`#-?~0x1e_.\n\t\u0000".getBytes(StandardCharsets.US_ASCII);

        for (int i = 0; i < 3_000; i++) {
            byte[] changed = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int change = random.nextInt(6); change >= 0 && changed.length > 0; change--) {
                changed[random.nextInt(changed.length)] =
                        random.nextInt(5) == 0 ? (byte) random.nextInt(256) : odd[random.nextInt(odd.length)];
            }
            try {
                // When
                read(MediaType.valueOf(type), changed);
            } catch (RuntimeException e) {
                // Then
                assertThat(e)
                        .as(new String(changed, ISO_8859_1))
                        .isInstanceOfAny(InvalidFieldException.class, ProblemException.class)
                        .message()
                        .doesNotContain("com.fasterxml", "org.yaml", "io.learngene", "java.lang");
            }
        }
    }

    private FamilyRequest read(MediaType type, String body) {
        return read(type, body.getBytes(UTF_8));
    }

    private FamilyRequest read(MediaType type, byte[] body) {
        return documents.read(new ByteArrayInputStream(body), type, FamilyRequest.class);
    }

    private static InputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(UTF_8));
    }

    private void assertRefused(MediaType type, byte[] body, String field) {
        assertThatThrownBy(() -> read(type, body))
                .isInstanceOf(InvalidFieldException.class)
                .satisfies(e -> assertThat(((InvalidFieldException) e).field())
                        .as(e.getMessage())
                        .isEqualTo(field));
    }
}
