package io.learngene.engine.data.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.learngene.engine.data.images.Pictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever names an archive's files have, and whatever stands in files of labels, it is a dataset or refused as none. */
class DatasetFilesFuzzTest {

    private static final byte[] IMAGE = Pictures.png(4, 4, 0x123456);
    private static final int MOST_FILES = 50;

    @TempDir
    static Path folder;

    /** @param listing files, separated by {@code ~}: a name, and in further lines what it holds; a picture if nothing */
    @FuzzTest
    @Timeout(60)
    void isReadOrRefused(byte[] listing) throws IOException {
        // Given
        Packed packed = new Packed();
        String[] files = new String(listing, ISO_8859_1).split("~");
        for (String file : Arrays.copyOf(files, Math.min(files.length, MOST_FILES))) {
            String[] lines = file.split("\n", 2);
            boolean folderItself = lines[0].endsWith("/");
            byte[] content = lines.length < 2 ? IMAGE : lines[1].getBytes(ISO_8859_1);
            packed.add(lines[0], folderItself ? new byte[0] : content);
        }

        // Then
        Intake.read(packed.tar(folder), folder);
    }
}
