package io.learngene.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The worked examples: what Helm says of them and makes of them. */
class ExamplesTest {

    private static final Path GOLDEN = Repository.root().resolve("deploy/helm/src/test/resources/golden");

    static List<String> examples() {
        return Chart.examples();
    }

    @Test
    void thereIsOneWithoutAGpuOneWithManyAndOneForAws() {
        assertThat(Chart.examples()).containsExactly("aws", "gpu", "kind");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void linterHasNothingToSay(String example, @TempDir Path folder) throws IOException {
        // When
        LintResult result = Chart.lint(example, folder);

        // Then
        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("WARNING"));
    }

    /** Rewritten with -Dgolden.update=true. */
    @ParameterizedTest
    @MethodSource("examples")
    void installationIsTheOneThatIsWrittenDown(String example) throws IOException {
        // Given
        Path golden = GOLDEN.resolve(example + ".yaml");

        // When
        String rendered = Chart.template(Chart.values(example));
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, rendered);
        }

        // Then
        assertThat(golden).as("-Dgolden.update=true writes it").exists();
        assertThat(rendered).isEqualTo(Files.readString(golden));
    }
}
