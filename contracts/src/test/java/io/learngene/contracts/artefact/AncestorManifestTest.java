package io.learngene.contracts.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AncestorManifestTest {

    private static final List<String> CLASSES = List.of("cat", "dog");

    @Test
    void torchScriptFileForImagesOfAnotherSizeIsRefused() {
        // Given
        AncestorManifest ancestor = manifest(new TorchScriptArchitecture(224, 2, null, null));

        // When
        String refusal = ancestor.refusal(CLASSES, 32);

        // Then
        assertThat(refusal).contains("'theirs'", "32", "set dataset.image_size to 224");
        assertThat(ancestor.refusal(CLASSES, 224)).isNull();
    }

    @Test
    void networkMovesToImagesOfAnotherSize() {
        // Given
        AncestorManifest ancestor = manifest(new VitArchitecture(224, 16, 32, 2, 1, 2, null, null, null));

        // When
        String refusal = ancestor.refusal(CLASSES, 32);

        // Then
        assertThat(refusal).isNull();
    }

    private static AncestorManifest manifest(ModelArchitecture architecture) {
        ArtefactRef file = new ArtefactRef("model", "ancestors/theirs/model", 10, "0".repeat(64));
        return new AncestorManifest("theirs", architecture, file, file, CLASSES, null, Instant.EPOCH);
    }
}
