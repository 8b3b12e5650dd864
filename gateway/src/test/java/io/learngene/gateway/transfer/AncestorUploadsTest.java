package io.learngene.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.runtime.config.FoundryConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AncestorUploadsTest {

    @Test
    void torchScriptFileIsRefusedUnlessTheOperatorSwitchedItOn() {
        // Given: nothing is configured, and nothing is touched before the refusal
        FoundryConfig defaults = new SmallRyeConfigBuilder()
                .withMapping(FoundryConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .build()
                .getConfigMapping(FoundryConfig.class);
        AncestorUploads uploads = new AncestorUploads(null, null, null, defaults);

        // When / Then
        assertThatThrownBy(() -> uploads.put("theirs", "model.torchscript", InputStream.nullInputStream(), -1))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("file: 'model.torchscript'")
                .hasMessageContaining("runs what its author put in")
                .hasMessageContaining("foundry.ancestor.torchscript=true");
    }
}
