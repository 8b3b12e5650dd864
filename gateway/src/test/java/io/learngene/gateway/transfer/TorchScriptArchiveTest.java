package io.learngene.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.gateway.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes for a TorchScript file by its names, and what a look at them may cost. */
class TorchScriptArchiveTest {

    private static final List<String> SCRIPTED =
            List.of("m/data.pkl", "m/constants.pkl", "m/code/__torch__.py", "m/data/0", "m/version");

    /** Of the end of a zip's directory: the bytes of the directory stand behind twelve others. */
    private static final int END_LENGTH = 22;

    private static final int SIZE_AT = 12;

    @TempDir
    Path folder;

    @Test
    void whatTorchJitSaveWritesPasses() {
        assertThatCode(() -> check(Archives.zip(SCRIPTED))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m/data.pkl m/data/0 m/version", // torch.save
                "m/constants.pkl m/data.pkl",
                "m/code/__torch__.py",
                "constants.pkl code/__torch__.py",
                "m/n/constants.pkl m/code/__torch__.py",
                "m/constants.pkl m/code/"
            })
    void archiveWithoutConstantsAndCodeIsNone(String names) {
        assertThatThrownBy(() -> check(Archives.zip(List.of(names.split(" ")))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("theirs.pt: it holds no")
                .hasMessageContaining("torch.jit.save");
    }

    @Test
    void whatIsCutOffOrNoZipIsToldSo() {
        byte[] good = Archives.zip(SCRIPTED);
        for (byte[] bad : List.of(new byte[] {1}, new byte[1 << 10], Arrays.copyOf(good, good.length - 30))) {
            assertThatThrownBy(() -> check(bad))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("it is no whole zip");
        }
    }

    @Test
    void moreEntriesThanAnyModelHasAreRefusedByNumber() {
        // Given: short names, so that the directory itself is within its bound
        List<String> names = Stream.concat(
                        SCRIPTED.stream(), IntStream.range(0, 100_000).mapToObj(Integer::toString))
                .toList();

        // When / Then
        assertThatThrownBy(() -> check(Archives.zip(names)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("100005 entries; a TorchScript file has at most 100000");
    }

    @Test
    void heapForALookIsBoundedWhateverAFileSaysOfItsDirectory() throws IOException {
        // Given: two gigabytes of directory, it says
        byte[] lying = Archives.zip(SCRIPTED);
        ByteBuffer.wrap(lying)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(lying.length - END_LENGTH + SIZE_AT, Integer.MAX_VALUE);

        // When
        long heap = TorchScriptArchive.heap(file(lying));

        // Then
        assertThat(heap).isLessThan(100L << 20);
        assertThatThrownBy(() -> check(lying)).isInstanceOf(ProblemException.class);
    }

    private void check(byte[] content) throws IOException {
        TorchScriptArchive.check("theirs.pt", file(content));
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("upload.part"), content);
    }
}
