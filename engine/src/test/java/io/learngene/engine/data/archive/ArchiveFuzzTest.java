package io.learngene.engine.data.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes an archive has, it is a dataset or refused as none, and nothing is laid down beside it. */
class ArchiveFuzzTest {

    @TempDir
    static Path folder;

    static Stream<byte[]> seeds() throws IOException {
        Path packed = Files.createTempDirectory("archives");
        Packed small = Packed.small("");
        Stream<Path> files = Stream.of(small.zip(packed), small.tar(packed), small.tarGz(packed));
        byte[][] seeds = new byte[3][];
        int count = 0;
        for (Path file : files.toList()) {
            seeds[count++] = Files.readAllBytes(file);
            Files.delete(file);
        }
        Files.delete(packed);
        return Stream.of(seeds);
    }

    @Timeout(60)
    @MethodSource("seeds")
    @FuzzTest
    void isReadOrRefused(byte[] archive) throws IOException {
        Intake.read(Files.write(folder.resolve("archive"), archive), folder);
    }
}
