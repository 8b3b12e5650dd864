package io.learngene.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.gateway.config.Settings;
import java.io.InputStream;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class AncestorUploadsTest {

    @Test
    void torchScriptFileIsRefusedUnlessTheOperatorSwitchedItOn() {
        // Given: nothing is configured, and nothing is touched before the refusal
        AncestorUploads uploads = new AncestorUploads(null, null, null, Settings.foundry(), InstantSource.system());

        // When / Then
        assertThatThrownBy(() -> uploads.put("theirs", "model.torchscript", InputStream.nullInputStream(), -1))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("file: 'model.torchscript'")
                .hasMessageContaining("runs what its author put in")
                .hasMessageContaining("foundry.ancestor.torchscript=true");
    }
}
