package io.learngene.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of who vouches for a gateway; that a good one is used is tested with a gateway that speaks TLS. */
class AuthoritiesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "no certificate"
            })
    void fileWithoutCertificatesIsNamedWithTheRemedy(String text) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("ca.pem"), text);

        // When
        Typed outcome = Typed.run("list", "--gateway", "https://127.0.0.1:1", "--ca-file", file.toString());

        // Then
        assertThat(outcome.failedWith(2).err())
                .contains(file.toString(), "holds no certificates", "-----BEGIN CERTIFICATE-----");
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        // Given
        Path file = folder.resolve("ca.pem");

        // When
        Typed outcome = Typed.run("list", "--gateway", "https://127.0.0.1:1", "--ca-file", file.toString());

        // Then
        assertThat(outcome.failedWith(2).err()).contains("cannot read " + file);
    }

    @Test
    void fileThatIsNoEndIsNotReadWhole() {
        // When
        Typed outcome = Typed.run("list", "--gateway", "https://127.0.0.1:1", "--ca-file", "/dev/zero");

        // Then
        assertThat(outcome.failedWith(2).err()).contains("/dev/zero", "more than");
    }
}
