package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.engine.augmentation.Picture;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as Pillow decodes them, and pictures as timm evaluates them. */
class GoldenFilesTest {

    static List<String> files() {
        return GoldenImages.names("files");
    }

    static List<String> evaluated() {
        return GoldenImages.names("evaluated").stream()
                .filter(name -> name.contains("-"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileIsDecodedAsPillowDoes(String name) throws IOException {
        // When
        Picture picture = new ImageDecoder(1_000_000).decode(GoldenImages.file("files/" + name));

        // Then
        Picture expected = GoldenImages.picture("decoded/" + name + ".png");
        assertThat(List.of(picture.width(), picture.height())).containsExactly(expected.width(), expected.height());
        assertThat(picture.samples()).isEqualTo(expected.samples());
    }

    @ParameterizedTest
    @MethodSource("evaluated")
    void pictureIsEvaluatedAsTimmDoes(String name) {
        // Given picture-size-crop
        String[] parts = name.replace(".png", "").split("-");
        Preprocessing preprocessing = new Preprocessing(Integer.parseInt(parts[1]), Double.parseDouble(parts[2]));

        // When
        byte[] planes = preprocessing.evaluated(GoldenImages.picture("evaluated/" + parts[0] + ".png"));

        // Then
        assertThat(planes).isEqualTo(GoldenImages.picture("evaluated/" + name).samples());
    }
}
