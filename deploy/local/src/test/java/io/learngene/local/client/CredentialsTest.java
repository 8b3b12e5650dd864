package io.learngene.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in the user's configuration folder. */
class CredentialsTest {

    private static final String GATEWAY = "https://foundry.example.org";
    private static final String OTHER = "https://evil.example.org";

    @TempDir
    private Path folder;

    @Test
    void fileAndItsFolderAreForTheirOwnerAlone() throws IOException {
        // Given
        Credentials credentials = Credentials.of(folder.toString(), folder.resolve("home"));

        // When
        credentials.put(GATEWAY, "secret");

        // Then
        Path file = folder.resolve("learngene-foundry/credentials.json");
        assertThat(credentials.file()).isEqualTo(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void keyIsForItsGatewayAlone() {
        // Given
        Credentials credentials = Credentials.of(folder.toString(), folder);

        // When
        credentials.put(GATEWAY + "/", "secret");

        // Then
        assertThat(credentials.key(GATEWAY)).hasValue("secret");
        assertThat(credentials.key(OTHER)).isEmpty();
        assertThat(credentials.key("http://foundry.example.org")).isEmpty();
        assertThat(credentials.key(GATEWAY + ":8443")).isEmpty();
    }

    @Test
    void gatewayThatWasSignedInAtLastIsTheOneThatIsMeant() {
        // Given
        Credentials credentials = Credentials.of(folder.toString(), folder);

        // When
        credentials.put(OTHER, "secret");
        credentials.put(GATEWAY, "secret");

        // Then
        assertThat(credentials.gateway()).hasValue(GATEWAY);
        assertThat(credentials.remove(GATEWAY)).isTrue();
        assertThat(credentials.remove(GATEWAY)).isFalse();
        assertThat(credentials.gateway()).isEmpty();
        assertThat(credentials.key(GATEWAY)).isEmpty();
        assertThat(credentials.key(OTHER)).hasValue("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-rw----"})
    void fileThatOthersMayReadIsNotTaken(String permissions) throws IOException {
        // Given
        Credentials credentials = Credentials.of(folder.toString(), folder);
        credentials.put(GATEWAY, "secret");
        Files.setPosixFilePermissions(credentials.file(), PosixFilePermissions.fromString(permissions));

        // When / Then
        assertThatThrownBy(() -> credentials.key(GATEWAY))
                .isInstanceOf(FoundryException.class)
                .hasMessageContaining("chmod 600 " + credentials.file());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"keys\": 3}", "{\"keys\": {\"a\": secret}}"})
    void damagedFileIsNamedWithTheRemedyAndNotRepeated(String content) throws IOException {
        // Given
        Credentials credentials = Credentials.of(folder.toString(), folder);
        credentials.put(GATEWAY, "secret");
        Files.writeString(credentials.file(), content);

        // When / Then
        assertThatThrownBy(() -> credentials.key(GATEWAY))
                .isInstanceOf(FoundryException.class)
                .hasMessageContaining(credentials.file() + " is damaged")
                .hasMessageContaining("foundry login")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative/config"})
    void folderThatIsNoneCountsAsTheUsualOne(String configuration) {
        assertThat(Credentials.of(configuration, folder).file())
                .isEqualTo(folder.resolve(".config/learngene-foundry/credentials.json"));
    }
}
