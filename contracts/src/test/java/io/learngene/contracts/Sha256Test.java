package io.learngene.contracts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the examples of FIPS 180-4. */
class Sha256Test {

    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String MILLION = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

    @TempDir
    private Path folder;

    @Test
    void bytesHaveTheChecksumOfTheStandard() {
        // When, then
        assertThat(Sha256.of("abc".getBytes(US_ASCII))).isEqualTo(ABC);
        assertThat(Sha256.of(new byte[0])).isEqualTo(NOTHING);
    }

    @Test
    void fileHasThatOfItsContent() throws IOException {
        // Given
        Path file = Files.write(folder.resolve("million"), "a".repeat(1_000_000).getBytes(US_ASCII));

        // When, then
        assertThat(Sha256.of(file)).isEqualTo(MILLION);
    }

    @Test
    void piecesHaveThatOfTheWholeAndTheDigestBeginsAnew() {
        // Given
        MessageDigest digest = Sha256.digest();
        digest.update("a".getBytes(US_ASCII));
        digest.update("bc".getBytes(US_ASCII));

        // When, then
        assertThat(Sha256.hex(digest)).isEqualTo(ABC);
        assertThat(Sha256.hex(digest)).isEqualTo(NOTHING);
    }
}
