package io.learngene.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTarTest {

    @TempDir
    private Path folder;

    @Test
    void namesAreUtf8AndLongOnesWhole() throws IOException {
        // Given
        String longest = "train/" + "k".repeat(120) + "/" + "b".repeat(120) + ".png";
        write("train/Bär/Übung.png", "train/猫/一.png", longest);

        // When
        List<String> names = names(FolderTar.stream(folder));

        // Then
        assertThat(names).containsExactly("train/Bär/Übung.png", longest, "train/猫/一.png");
    }

    @Test
    void sameFilesGiveTheSameBytes() throws IOException {
        // Given
        write("train/b/2.png", "train/a/1.png");
        byte[] first = FolderTar.stream(folder).readAllBytes();

        // When
        Files.setLastModifiedTime(folder.resolve("train/a/1.png"), java.nio.file.attribute.FileTime.fromMillis(0));

        // Then
        assertThat(FolderTar.stream(folder).readAllBytes()).isEqualTo(first);
    }

    @Test
    void linkToAFolderIsTheFolder() throws IOException {
        // Given
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(images.resolve("train/a"));
        Files.writeString(images.resolve("train/a/1.png"), "1");
        Path link = Files.createSymbolicLink(folder.resolve("link"), images);

        // When
        List<String> names = names(FolderTar.stream(link));

        // Then
        assertThat(names).containsExactly("train/a/1.png");
    }

    @Test
    void fileThatCannotBeReadBreaksTheArchiveOff() throws IOException {
        // Given: it says that it has no byte, and has some
        Path growing = Path.of("/proc/self/fdinfo");

        // When
        InputStream tar = FolderTar.stream(growing);

        // Then: not the end of a sound archive, which would be sent and stored
        assertThatThrownBy(tar::readAllBytes).isInstanceOf(IOException.class);
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private static List<String> names(InputStream stream) throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(stream, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
