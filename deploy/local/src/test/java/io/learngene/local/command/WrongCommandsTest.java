package io.learngene.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are wrong whether a stack runs or not: code 2, and nobody is asked. */
class WrongCommandsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fly",
                "submit",
                "submit nowhere.yaml",
                "show",
                "up --colour",
                "dataset add x nowhere",
                "ancestor add x nowhere",
                "expand x-00000000",
                "bench train --dim 100 --heads 3",
                "bench train --depth 0",
                "bench train --precision fp12",
                "bench data --image-size 30 --tokens 16",
                "bench jobs --workers 0",
                "tune f-1 L06 --dataset pets --priority urgent"
            })
    void wrongCommandIsToldWithCodeTwo(String command) {
        // When
        Typed outcome = Typed.run(command.split(" "));

        // Then
        outcome.failedWith(2);
    }

    @ParameterizedTest
    @CsvSource({"config.json, neither", "config.json model.safetensors model.torchscript, both"})
    void folderOfAnAncestorHoldsExactlyOneModel(String files, String reason) throws IOException {
        // Given
        Path model = Files.createDirectories(folder.resolve("model"));
        for (String file : files.split(" ")) {
            Files.writeString(model.resolve(file), "{}");
        }

        // When
        Typed outcome = Typed.run("ancestor", "add", "x", model.toString());

        // Then
        assertThat(outcome.failedWith(2).err()).contains("holds " + reason + " model.safetensors", "model.torchscript");
    }

    @Test
    void datasetThatCannotBeUsedIsRefusedBeforeItIsSent() throws IOException {
        // Given
        Path images = Files.createDirectories(folder.resolve("images/train/only"));
        Files.writeString(images.resolve("a.png"), "no picture");

        // When
        Typed outcome =
                Typed.run("dataset", "add", "x", folder.resolve("images").toString());

        // Then
        assertThat(outcome.failedWith(2).err()).contains("test");
    }
}
