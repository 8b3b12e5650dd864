package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.view.FamilyView;
import io.learngene.engine.network.TorchScriptExport;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.local.client.FoundryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Input of others: that only shows at the workers that it cannot be used, that comes past the command line, or that is a program. */
@ExtendWith(SharedStack.class)
class InputTest {

    private static final String BUILT_IN = "dataset: {name: synthetic-shapes, train_images: 200, test_images: 100}";
    private static final String TRAINED =
            "  train:\n    model: {type: resnet, layers: [1, 1], width: 8}\n    training: {epochs: 1, batch_size: 40}";

    private static final String CONFIG = """
            {"architecture": "torchscript", "num_classes": 10, "pretrained_cfg": {"input_size": [3, 32, 32]}}
            """;

    @TempDir
    static Path folder;

    private static Stack stack;

    @BeforeAll
    static void take(Stack shared) {
        stack = shared;
    }

    @Test
    void ancestorOfOtherClassesEndsTheFamilyWithTheReason() throws IOException {
        // Given
        String ancestor = stack.submit(Map.of("targets: [2, 4, {max_parameters: 60000}]", "targets: [2]"));
        assertThat(stack.awaitEnd(ancestor).state()).isEqualTo(FamilyView.State.DONE);
        Path zip = folder.resolve("colours.zip");
        Pictures.zip(zip, List.of("red", "green", "blue"), 20);
        upload("colours", zip);

        // When
        String outcome;
        try {
            String family = stack.submit(Map.of(BUILT_IN, "dataset: colours", TRAINED, "  id: " + ancestor));
            FamilyView view = stack.awaitEnd(family);
            assertThat(view.state()).isEqualTo(FamilyView.State.FAILED);
            outcome = view.error();
        } catch (FoundryException refusedAtOnce) {
            outcome = refusedAtOnce.getMessage();
        }

        // Then
        assertThat(outcome).contains("ancestor", ancestor, "10 classes", "3");
    }

    @Test
    void datasetFullOfBrokenImagesEndsTheFamilyAndNamesThem() throws IOException {
        // Given
        Path zip = folder.resolve("broken.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String split : List.of("train", "test")) {
                for (String name : List.of("cat", "dog")) {
                    for (int i = 0; i < 10; i++) {
                        out.putNextEntry(new ZipEntry(split + "/" + name + "/" + i + ".png"));
                        out.write("no picture".getBytes(StandardCharsets.UTF_8));
                        out.closeEntry();
                    }
                }
            }
        }
        upload("broken", zip);

        // When
        FamilyView view = stack.awaitEnd(stack.submit(Map.of(BUILT_IN, "dataset: broken")));

        // Then
        assertThat(view.state()).isEqualTo(FamilyView.State.FAILED);
        assertThat(view.error()).contains("cat/", ".png");
        assertThat(view.jobs()).as("no further attempt").allMatch(job -> job.attempt() == 1);
    }

    @Test
    void datasetOfOneClassIsRefusedByTheGateway() throws IOException {
        // Given
        Path zip = folder.resolve("one.zip");
        Pictures.zip(zip, List.of("cat"), 5);

        // When
        // Then
        assertThatThrownBy(() -> upload("one", zip))
                .isInstanceOf(FoundryException.class)
                .hasMessageContaining("class")
                .hasMessageContaining("HTTP 4");
        assertThat(stack.client().get("/datasets").findValuesAsText("name")).doesNotContain("one");
    }

    @Test
    void ancestorThatIsAProgramTeachesAFamilyWhereTheOperatorHasSwitchedTheseOn() throws IOException {
        // Given
        uploadFile("config.json", CONFIG.getBytes(StandardCharsets.UTF_8));
        uploadFile("model.torchscript", program());
        stack.client().post("/ancestors/scripted", "application/json", new byte[0]);

        // When
        String family = stack.submit(
                Map.of(TRAINED, "  id: scripted", "targets: [2, 4, {max_parameters: 60000}]", "targets: [2]"));
        FamilyView view = stack.awaitEnd(family);

        // Then
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(view.descendants()).hasSize(1);
        Path page = folder.resolve("report.html");
        new CommandLine(stack.settings().state())
                .run("report", family, "--to", page.toString())
                .succeeded();
        assertThat(page).content().contains("<td>unknown</td>");
    }

    private static void upload(String name, Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        stack.client().put("/datasets/" + name, Path.of("sent"), () -> new ByteArrayInputStream(content));
    }

    private static void uploadFile(String file, byte[] content) {
        stack.client()
                .put("/ancestors/scripted/files/" + file, Path.of("sent"), () -> new ByteArrayInputStream(content));
    }

    private static byte[] program() throws IOException {
        VitArchitecture vit = new VitArchitecture(32, 8, 16, 2, 1, 10, null, null, null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TorchScriptExport.write(vit, RandomInitialisation.draw(NetworkSpec.of(vit), 3), bytes);
        return bytes.toByteArray();
    }
}
