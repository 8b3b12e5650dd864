package io.learngene.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Whatever a file holds, its tensors are its bytes behind the header, each once, or it is refused as no such file. */
class SafetensorsFuzzTest {

    @FuzzTest
    @Timeout(60)
    void isReadOrRefused(byte[] file) throws IOException {
        SafetensorsHeader header;
        try {
            header = SafetensorsHeader.read(
                    (offset, length) ->
                            new ByteArrayInputStream(file, (int) offset, (int) Math.min(length, file.length - offset)),
                    file.length);
        } catch (SafetensorsException refused) {
            return;
        }
        long taken = header.entries().values().stream()
                .mapToLong(SafetensorsHeader.Entry::length)
                .sum();
        List<SafetensorsHeader.Entry> entries = List.copyOf(header.entries().values());
        long first = entries.isEmpty() ? file.length : entries.get(0).begin();
        assertThat(first + taken).isEqualTo(file.length);
    }
}
