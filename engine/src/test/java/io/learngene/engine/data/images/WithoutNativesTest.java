package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine for which libjpeg-turbo and libwebp were not packed. Its program runs in a process of its own, because libraries are loaded once. */
@Timeout(120)
class WithoutNativesTest {

    @TempDir
    static Path folder;

    private static Map<String, String> said;

    /** What became of each golden file, and what a dataset of them is told to have. */
    static final class Decoding {
        public static void main(String[] args) throws IOException {
            Path set = Path.of(args[0], "set");
            for (String name : GoldenImages.names("files")) {
                byte[] file = GoldenImages.file("files/" + name);
                String outcome;
                try {
                    byte[] found = new ImageDecoder(1_000_000).decode(file).samples();
                    byte[] expected =
                            GoldenImages.picture("decoded/" + name + ".png").samples();
                    outcome = Arrays.equals(found, expected) ? "same" : "other pixels";
                } catch (IOException e) {
                    outcome = e.getMessage();
                }
                System.out.println(name + "=" + outcome.lines().findFirst().orElse(""));
                for (String of : List.of("train/a", "train/b", "test/a", "test/b")) {
                    Files.write(Files.createDirectories(set.resolve(of)).resolve(name), file);
                }
            }
            DatasetLimits limits = new DatasetLimits(1_000, 1 << 20, 1 << 30, 100, 1_000_000, 1, 1 << 30);
            DatasetReader.read(
                    set,
                    Preprocessing.whole(32),
                    limits,
                    new DataProgress() {
                        @Override
                        public void images(long done, long total) {}

                        @Override
                        public void warning(String message) {
                            System.out.println((message.startsWith("libjpeg") ? "jpeg" : "broken") + "="
                                    + message.lines().findFirst().orElse(""));
                        }
                    },
                    Path.of(args[0]));
        }
    }

    @BeforeAll
    static void decode() throws Exception {
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Dorg.bytedeco.javacpp.platform=none-such",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Decoding.class.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> read(out)).isZero();
        said = read(out)
                .lines()
                .filter(line -> line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (first, second) -> first));
    }

    @Test
    void everyFormatButWebpHasTheSamePixels() {
        assertThat(said.entrySet().stream().filter(each -> each.getKey().matches(".*\\.(jpg|png|gif|bmp)")))
                .hasSizeGreaterThan(40)
                .allSatisfy(
                        each -> assertThat(each.getValue()).as(each.getKey()).isEqualTo("same"));
    }

    @Test
    void webpIsRefusedWithTheCauseAndTheRemedy() {
        assertThat(said.entrySet().stream().filter(each -> each.getKey().endsWith(".webp")))
                .hasSizeGreaterThan(4)
                .allSatisfy(each -> assertThat(each.getValue())
                        .startsWith("libwebp cannot be loaded; convert it to PNG, or put org.bytedeco:leptonica")
                        .contains("(Could not find jni"));
        assertThat(said.get("broken")).contains("webp: libwebp cannot be loaded");
    }

    @Test
    void jpegIsToldToBeSlower() {
        assertThat(said.get("jpeg"))
                .startsWith("libjpeg-turbo cannot be loaded, so JPEG files of set are decoded by the JDK")
                .contains("slower; put org.bytedeco:leptonica", "(Could not find jni");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
