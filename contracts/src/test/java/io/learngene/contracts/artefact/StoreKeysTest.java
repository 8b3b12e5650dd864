package io.learngene.contracts.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.project.Project;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreKeysTest {

    private static final String SHA = "0123456789abcdef".repeat(4);

    @Test
    void everythingOfAFamilyLiesBelowItsPrefix() {
        // Given
        String prefix = StoreKeys.ofFamily("pets-1a2b3c4d");

        // When, then
        assertThat(Stream.of(
                        StoreKeys.initialisation("pets-1a2b3c4d", "L09"),
                        StoreKeys.expansionManifest("pets-1a2b3c4d", "initial"),
                        StoreKeys.modelManifest("pets-1a2b3c4d", "models", "L09"),
                        StoreKeys.failure("pets-1a2b3c4d", "tune/L09")))
                .allMatch(key -> key.startsWith(prefix))
                .doesNotHaveDuplicates();
    }

    @Test
    void familyWhoseNameBeginsAnothersHasAnotherPrefix() {
        // When, then
        assertThat(StoreKeys.ofFamily("pets-2")).doesNotStartWith(StoreKeys.ofFamily("pets"));
        assertThat(StoreKeys.runs("pets/tune/L10")).doesNotStartWith(StoreKeys.runs("pets/tune/L1"));
        assertThat(StoreKeys.dataset("cats-and-dogs")).doesNotStartWith(StoreKeys.dataset("cats"));
    }

    @Test
    void runsOfAJobLieBelowItsPrefix() {
        // When, then
        assertThat(StoreKeys.run("pets/tune/L09", "17-1-ab"))
                .startsWith(StoreKeys.runs("pets/tune/L09"))
                .endsWith("/");
    }

    @Test
    void everythingOfAProjectLiesInItsFolderInTheOrderOfTheDefaultOne() {
        // Given
        Project acme = new Project("acme");

        // When, then
        assertThat(Stream.of(
                        StoreKeys.datasetManifest("acme~pets", SHA),
                        StoreKeys.ancestorManifest("acme~vit"),
                        StoreKeys.learngeneManifest("acme~pets-2"),
                        StoreKeys.modelManifest("acme~pets-2", "models", "L09"),
                        StoreKeys.run("acme~pets-2/tune/L09", "17-1-ab"),
                        StoreKeys.comparison("acme~all"),
                        StoreKeys.answers(acme, SHA, 7)))
                .containsExactly(
                        "projects/acme/" + StoreKeys.datasetManifest("pets", SHA),
                        "projects/acme/" + StoreKeys.ancestorManifest("vit"),
                        "projects/acme/" + StoreKeys.learngeneManifest("pets-2"),
                        "projects/acme/" + StoreKeys.modelManifest("pets-2", "models", "L09"),
                        "projects/acme/" + StoreKeys.run("pets-2/tune/L09", "17-1-ab"),
                        "projects/acme/" + StoreKeys.comparison("all"),
                        "projects/acme/" + StoreKeys.answers(Project.DEFAULT, SHA, 7));
        assertThat(StoreKeys.idempotency(acme, "families", "a")).startsWith("projects/acme/");
    }

    static Stream<UnaryOperator<String>> keys() {
        return Stream.of(
                StoreKeys::dataset,
                name -> StoreKeys.datasetManifest(name, SHA),
                StoreKeys::ancestor,
                StoreKeys::ancestorManifest,
                StoreKeys::learngeneManifest,
                StoreKeys::ofFamily,
                name -> StoreKeys.expansionManifest("pets", name),
                name -> StoreKeys.modelManifest(name, "models", "L09"),
                name -> StoreKeys.failure(name, "distill"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void nameFromOutsideCannotLeaveItsFolder(UnaryOperator<String> key) {
        for (String name : new String[] {"../x", "a/b", "", "..", "a\u0000", "A", "acme~../x", "..~x", "a/b~x"}) {
            // When, then
            assertThatThrownBy(() -> key.apply(name)).isInstanceOf(InvalidFieldException.class);
        }
    }

    @Test
    void epochsAreWrittenInTheDigitsOfEveryMachine() {
        // Given
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

            // When, then
            assertThat(StoreKeys.answers(Project.DEFAULT, SHA, 7)).isEqualTo("answers/" + SHA + "/epoch-00007.json");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void epochsSortAsTheyCount() {
        // When, then
        assertThat(Stream.of(
                        StoreKeys.answers(Project.DEFAULT, SHA, 9),
                        StoreKeys.answers(Project.DEFAULT, SHA, 10),
                        StoreKeys.answers(Project.DEFAULT, SHA, 9_999)))
                .isSorted();
    }

    @Test
    void receiptsOfTwoScopesOrTwoKeysNeverMeet() {
        // When, then
        assertThat(Stream.of(
                        StoreKeys.idempotency(Project.DEFAULT, "families", "a"),
                        StoreKeys.idempotency(Project.DEFAULT, "families", "b"),
                        StoreKeys.idempotency(Project.DEFAULT, "growths", "a"),
                        StoreKeys.idempotency(Project.DEFAULT, "growths", "../../x\n")))
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("idempotency/[0-9a-f]{64}\\.json"));
    }

    @Test
    void contentIsFoundUnderItsChecksum() {
        // When, then
        assertThat(StoreKeys.content("ancestors/a/", SHA, "config.json"))
                .isEqualTo("ancestors/a/" + SHA + "/config.json");
        assertThatThrownBy(() -> StoreKeys.content("ancestors/a/", "..", "config.json"))
                .isInstanceOf(InvalidFieldException.class);
    }
}
