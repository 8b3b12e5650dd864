package io.learngene.runtime.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreCredentialsTest {

    private record Store(String endpoint, String bucket, String accessKey, String secretKey, Optional<String> region)
            implements FoundryConfig.Store {}

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"})
    void storeOnThisMachineMayHaveTheLocalOnes(String endpoint) {
        assertThatCode(() -> StoreCredentials.check(store(endpoint, "foundry-local")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://store:9000", "https://127.0.0.1.example", "http://192.0.2.7:9000"})
    void storeElsewhereMayNot(String endpoint) {
        assertThatThrownBy(() -> StoreCredentials.check(store(endpoint, "foundry-local")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(endpoint)
                .hasMessageContaining("foundry.store.secret-key");
    }

    @Test
    void storeElsewhereHasItsOwn() {
        assertThatCode(() -> StoreCredentials.check(store("http://store:9000", "its own")))
                .doesNotThrowAnyException();
    }

    private static Store store(String endpoint, String secretKey) {
        return new Store(endpoint, "learngene-foundry", "foundry", secretKey, Optional.empty());
    }
}
