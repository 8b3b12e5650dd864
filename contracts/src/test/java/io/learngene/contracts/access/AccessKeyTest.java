package io.learngene.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessKeyTest {

    @Test
    void keyHas256RandomBitsBesideItsName() {
        // When
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String text = AccessKey.fresh().text();
            secrets.add(text.substring(text.indexOf('_', 4) + 1));
        }

        // Then
        assertThat(secrets).hasSize(1_000);
        assertThat(secrets).allMatch(secret -> Base64.getUrlDecoder().decode(secret).length == 32);
    }

    @Test
    void keyIsCalledByItsNameAlone() {
        // Given
        AccessKey key = AccessKey.fresh();

        // When / Then
        assertThat(key).hasToString("lgf_" + key.id());
        assertThat(key.digest()).matches("[0-9a-f]{64}").doesNotContain(key.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lgf_",
                "hunter2",
                "lgf_0123456789ab_short",
                "xyz_0123456789ab_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "lgf_0123456789AB_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "lgf_0123456789ab_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
            })
    void whatIsNoKeyIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> new AccessKey(text))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("(not shown)")
                .hasMessageNotContaining("hunter2");
    }
}
