package io.learngene.engine.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.WeightsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever timm's and Hugging Face's files say of a model, and whatever its weights are called, it is opened with all of its tensors or
 * refused with a reason.
 */
class LocalModelFuzzTest {

    /** Data behind a header that says so; more would test the disk. */
    private static final int MOST_DATA = 1 << 18;

    private static final Pattern OFFSETS =
            Pattern.compile("data_offsets\"\\s*:\\s*\\[\\s*\\d+\\s*,\\s*(\\d{1,7})\\s*\\]");

    @TempDir
    static Path folder;

    /** @param files a config.json, a preprocessor_config.json, which may be empty, and the header of weights, separated by {@code ~} */
    @FuzzTest
    @Timeout(60)
    void isOpenedOrRefused(byte[] files) throws IOException {
        // Given
        String[] texts = new String(files, ISO_8859_1).split("~", 3);
        Files.write(folder.resolve("config.json"), texts[0].getBytes(ISO_8859_1));
        Path preprocessor = folder.resolve("preprocessor_config.json");
        if (texts.length > 1 && !texts[1].isBlank()) {
            Files.write(preprocessor, texts[1].getBytes(ISO_8859_1));
        } else {
            Files.deleteIfExists(preprocessor);
        }
        Files.write(folder.resolve("model.safetensors"), weights(texts.length > 2 ? texts[2] : "{}"));
        Path scratch = Files.createDirectories(folder.resolve("scratch"));

        // When
        LocalModel model;
        try {
            model = LocalModel.open(folder, scratch);
        } catch (InvalidFieldException | WeightsException | SafetensorsException refused) {
            return;
        } catch (IllegalArgumentException refused) {
            // Announced for the normalisation of a residual network; those below it are accidents.
            assertThat(refused).isExactlyInstanceOf(IllegalArgumentException.class);
            return;
        }

        // Then
        assertThat(model.weights())
                .hasSameSizeAs(NetworkSpec.of(model.architecture()).parameters());
        assertThat(model.classNames()).hasSize(model.architecture().classes());
    }

    private static byte[] weights(String header) throws IOException {
        int data = 0;
        for (Matcher ends = OFFSETS.matcher(header); ends.find(); ) {
            data = Math.max(data, Integer.parseInt(ends.group(1)));
        }
        byte[] json = header.getBytes(ISO_8859_1);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        file.write(json);
        file.write(new byte[Math.min(data, MOST_DATA)]);
        return file.toByteArray();
    }
}
