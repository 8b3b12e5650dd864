package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.view.FamilyView;
import io.learngene.engine.network.TorchScriptExport;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ancestor that is a program, where the operator has switched these on. */
class TorchScriptAncestorTest {

    private static final String TRAINED =
            "  train:\n    model: {type: resnet, layers: [1, 1], width: 8}\n    training: {epochs: 1, batch_size: 40}";
    private static final String CONFIG = """
            {"architecture": "torchscript", "num_classes": 10, "pretrained_cfg": {"input_size": [3, 32, 32]}}
            """;

    @TempDir
    private Path state;

    @Test
    void teachesAFamily() throws IOException {
        // Given
        Files.writeString(state.resolve("foundry.properties"), "ancestor.torchscript=true\n");
        try (Stack stack = Stack.start(state)) {
            upload(stack, "config.json", CONFIG.getBytes(StandardCharsets.UTF_8));
            upload(stack, "model.torchscript", program());
            stack.client().post("/ancestors/scripted", "application/json", new byte[0]);

            // When
            String family = stack.submit(
                    Map.of(TRAINED, "  id: scripted", "targets: [2, 4, {max_parameters: 60000}]", "targets: [2]"));
            FamilyView view = stack.awaitEnd(family);

            // Then
            assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
            assertThat(view.descendants()).hasSize(1);
            Path page = state.resolve("report.html");
            new CommandLine(state)
                    .run("report", family, "--to", page.toString())
                    .succeeded();
            assertThat(page).content().contains("<td>unknown</td>");
        }
    }

    private static void upload(Stack stack, String file, byte[] content) {
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
