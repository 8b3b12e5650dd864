package io.learngene.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.createDirectories(folder.resolve("models/L02"));
        VitArchitecture vit = new VitArchitecture(8, 4, 8, 2, 2, 3, null, null, null);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        NetworkSpec.of(vit).parameters().forEach(p -> weights.put(p.name(), zeros(p.shape())));
        ModelFolder.write(model, vit, List.of("a", "b", "c"), 1, weights, List.of(), "a model");
    }

    @Test
    void programIsWrittenBesideTheModel() throws IOException {
        // When
        Typed outcome = export("torchscript", folder.resolve("L02.pt"));

        // Then
        assertThat(outcome.succeeded().out()).isEqualTo(folder.resolve("L02.pt") + "\n");
        assertThat(folder.resolve("L02.pt")).isNotEmptyFile();
        assertThat(entries(folder)).containsExactlyInAnyOrder("models", "L02.pt");
    }

    @ParameterizedTest
    @CsvSource({
        "torchscript, missing/L02.pt, does not exist",
        "torchscript, models, it is a folder",
        "torchscript, models/L02/config.json/x, is no folder",
        "torchscript, models/L02/model.safetensors, is read from there",
        "torchscript, models/L02/config.json, is read from there",
        "torchscript, models/../models/L02/config.json, is read from there",
        "torchscript, link.pt, is read from there",
        "huggingface, models/L02, is read from there",
        "huggingface, models/L02/config.json, it is no folder",
    })
    void placeThatWouldHarmTheModelOrCannotBeIsRefused(String format, String to, String reason) throws IOException {
        // Given
        Files.createSymbolicLink(folder.resolve("link.pt"), model.resolve("model.safetensors"));
        Map<String, byte[]> before = contents();

        // When
        Typed outcome = export(format, folder.resolve(to));

        // Then
        assertThat(outcome.failedWith(2).err()).contains("cannot write " + folder.resolve(to), reason);
        assertThat(contents()).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void fullDiskIsNamed() throws IOException {
        // Given
        Path to = folder.resolve("L02.pt");
        Files.createSymbolicLink(folder.resolve("L02.pt.partial"), Path.of("/dev/full"));

        // When
        Typed outcome = export("torchscript", to);

        // Then
        assertThat(outcome.failedWith(1).err()).contains("cannot write " + to + ": No space left on device");
        assertThat(entries(folder)).containsExactly("models");
    }

    @Test
    void folderThatIsNoModelIsNamed() {
        // When
        Typed outcome = Typed.run(
                "export",
                folder.toString(),
                "--format",
                "torchscript",
                "--to",
                folder.resolve("x.pt").toString());

        // Then
        assertThat(outcome.failedWith(2).err()).contains(folder.resolve("config.json") + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors"})
    void modelThatIsDamagedIsNamed(String file) throws IOException {
        // Given
        Files.writeString(model.resolve(file), "no such thing");

        // When
        Typed outcome = export("torchscript", folder.resolve("L02.pt"));

        // Then
        outcome.failedWith(2);
        assertThat(entries(folder)).containsExactly("models");
    }

    @Test
    void modelThatTheFormHasNoPlaceForIsRefused() {
        // When
        Typed outcome = export("huggingface", folder.resolve("hf"));

        // Then
        assertThat(outcome.failedWith(2).err()).contains("class_token");
    }

    private static Tensor zeros(List<Long> shape) {
        return Tensor.ofFloats(
                shape, new float[(int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b)]);
    }

    private Typed export(String format, Path to) {
        return Typed.run("export", model.toString(), "--format", format, "--to", to.toString());
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(model)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                contents.put(each.toString(), Files.readAllBytes(each));
            }
        }
        return contents;
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).toList();
        }
    }
}
