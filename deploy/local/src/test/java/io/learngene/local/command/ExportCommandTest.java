package io.learngene.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.createDirectories(folder.resolve("models/L02"));
        writeModel(new VitArchitecture(8, 4, 8, 2, 2, 3, null, null, null));
    }

    private void writeModel(ModelArchitecture architecture) throws IOException {
        Map<String, Tensor> weights = RandomInitialisation.draw(NetworkSpec.of(architecture), 4);
        ModelFolder.write(model, architecture, List.of("a", "b", "c"), false, 1, weights, List.of(), "a model");
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
    @MethodSource("networks")
    void onnxFolderIsWrittenOfEveryNetwork(ModelArchitecture architecture) throws IOException {
        // Given
        writeModel(architecture);
        Path to = folder.resolve("onnx/L02");

        // When
        Typed outcome = export("onnx", to);

        // Then
        assertThat(outcome.succeeded().out().lines())
                .containsExactlyInAnyOrder(to + "/model.onnx", to + "/config.json", to + "/preprocessor_config.json");
        assertThat(entries(to)).containsExactlyInAnyOrder("model.onnx", "config.json", "preprocessor_config.json");
    }

    static List<ModelArchitecture> networks() {
        return List.of(
                new VitArchitecture(8, 4, 8, 2, 2, 3, null, null, Pooling.MEAN_THEN_NORM),
                new VitArchitecture(8, 4, 8, 2, 2, 3, null, null, Pooling.CLASS_TOKEN),
                new ResNetArchitecture(8, 3, List.of(1, 1), null, null, 4));
    }

    @Test
    void modelWithoutNamesOfItsClassesIsWritten() throws IOException {
        // Given
        edit(config -> config.remove("label_names"));

        // When
        Typed outcome = export("onnx", folder.resolve("onnx"));

        // Then
        outcome.succeeded();
        assertThat(folder.resolve("onnx/config.json")).content().contains("\"2\" : \"LABEL_2\"");
    }

    @Test
    void networkOfOneClassIsRefused() throws IOException {
        // Given
        edit(config -> {
            config.put("num_classes", 1);
            config.putArray("label_names").add("a");
        });

        // When
        Typed outcome = export("onnx", folder.resolve("onnx"));

        // Then
        assertThat(outcome.failedWith(2).err()).contains("classes");
        assertThat(entries(folder)).containsExactly("models");
    }

    @Test
    void networkOfOtherChannelsIsRefused() throws IOException {
        // Given
        edit(config -> ((ObjectNode) config.get("model_args")).put("in_chans", 1));

        // When
        Typed outcome = export("onnx", folder.resolve("onnx"));

        // Then
        assertThat(outcome.failedWith(2).err()).contains("in_chans");
        assertThat(entries(folder)).containsExactly("models");
    }

    @ParameterizedTest
    @ValueSource(strings = {"torchscript", "huggingface"})
    void formThatKnowsNoResidualNetworksNamesTheOneThatDoes(String format) throws IOException {
        // Given
        writeModel(new ResNetArchitecture(8, 3, List.of(1, 1), null, null, 4));

        // When
        Typed outcome = export(format, folder.resolve("out"));

        // Then
        assertThat(outcome.failedWith(2).err()).contains("residual network", "--format onnx");
    }

    @Test
    void programOfSomebodyElseHasNoOtherForm() throws IOException {
        // Given
        edit(config -> config.put("architecture", "torchscript"));

        // When
        Typed outcome = export("onnx", folder.resolve("onnx"));

        // Then
        assertThat(outcome.failedWith(2).err()).contains("TorchScript");
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
        "huggingface, models/L02/config.json/x, Not a directory",
        "huggingface, linked, is read from there",
        "onnx, models/L02, is read from there",
        "onnx, models/../models/L02, is read from there",
        "onnx, models/L02/model.safetensors, it is no folder",
        "onnx, linked, is read from there",
    })
    void placeThatWouldHarmTheModelOrCannotBeIsRefused(String format, String to, String reason) throws IOException {
        // Given
        Files.createSymbolicLink(folder.resolve("link.pt"), model.resolve("model.safetensors"));
        Path linked = Files.createDirectory(folder.resolve("linked"));
        Files.createSymbolicLink(linked.resolve("config.json"), model.resolve("config.json"));
        Map<String, byte[]> before = contents();

        // When
        Typed outcome = export(format, folder.resolve(to));

        // Then
        assertThat(outcome.failedWith(2).err()).contains("cannot write " + folder.resolve(to), reason);
        assertThat(contents()).containsExactlyInAnyOrderEntriesOf(before);
    }

    @ParameterizedTest
    @CsvSource({"torchscript, L02.pt, L02.pt.partial", "onnx, onnx, onnx/model.onnx.partial"})
    void fullDiskIsNamedAndNothingHalfIsLeft(String format, String to, String partial) throws IOException {
        // Given
        Files.createDirectory(folder.resolve("onnx"));
        Files.createSymbolicLink(folder.resolve(partial), Path.of("/dev/full"));

        // When
        Typed outcome = export(format, folder.resolve(to));

        // Then
        assertThat(outcome.failedWith(1).err())
                .contains("cannot write " + folder.resolve(to) + ": the disk is full; make room on it");
        assertThat(entries(folder)).containsExactlyInAnyOrder("models", "onnx");
        assertThat(entries(folder.resolve("onnx"))).isEmpty();
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

    private void edit(Consumer<ObjectNode> change) throws IOException {
        Path file = model.resolve("config.json");
        ObjectNode config = (ObjectNode) ModelFolder.parseConfig(Files.readAllBytes(file));
        change.accept(config);
        Files.write(file, Json.write(config));
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
