package io.learngene.contracts.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AncestorManifestTest {

    private static final List<String> CLASSES = List.of("cat", "dog");
    private static final VitArchitecture VIT = new VitArchitecture(224, 16, 32, 2, 1, 2, null, null, null);

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "red dog, Cat | another order",
                "cat, wolf | wolf",
                "DOG, cat | another order",
                "Red-Dog, cat | order"
            })
    void namesInAnotherOrderOrOfOtherClassesAreRefusedWhateverTheirSpelling(String names, String reason) {
        // Given
        AncestorManifest ancestor = manifest(VIT, List.of(names.split(", *")));
        List<String> classes = names.toLowerCase(Locale.ROOT).contains("red") ? List.of("cat", "red_dog") : CLASSES;

        // When
        String refusal = ancestor.refusal(classes, 32);

        // Then
        assertThat(refusal).contains(reason);
        assertThat(ancestor.warning(classes)).isNull();
    }

    @Test
    void namesInAnotherSpellingAreTheSame() {
        // Given
        AncestorManifest ancestor = manifest(VIT, List.of("Cat", "Red Dog"));

        // When
        String refusal = ancestor.refusal(List.of("cat", "red_dog"), 32);

        // Then
        assertThat(refusal).isNull();
    }

    @Test
    void namesInOtherWordsAreToldAndTaken() {
        // Given
        AncestorManifest ancestor = manifest(VIT, List.of("n02123045", "n02099601"));

        // When
        String refusal = ancestor.refusal(CLASSES, 32);

        // Then
        assertThat(refusal).isNull();
        assertThat(ancestor.warning(CLASSES)).contains("n02123045", "cat", "same order");
    }

    private static AncestorManifest manifest(ModelArchitecture architecture) {
        return manifest(architecture, CLASSES);
    }

    private static AncestorManifest manifest(ModelArchitecture architecture, List<String> names) {
        ArtefactRef file = new ArtefactRef("model", "ancestors/theirs/model", 10, "0".repeat(64));
        return new AncestorManifest("theirs", architecture, file, file, names, null, Instant.EPOCH);
    }
}
