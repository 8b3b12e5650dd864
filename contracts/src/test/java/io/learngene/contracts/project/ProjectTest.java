package io.learngene.contracts.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectTest {

    private static final Project ACME = new Project("acme");

    @ParameterizedTest
    @CsvSource({
        "pets-1a2b3c4d, default",
        "pets-1a2b3c4d/tune/L09, default",
        "acme~pets-1a2b3c4d, acme",
        "acme~pets-1a2b3c4d/tune/L09, acme",
        "acme-2~pets, acme-2",
        "pets/acme~tune, default",
        "acme~other~pets, acme"
    })
    void idTellsWhoseItIs(String id, String project) {
        // When, then
        assertThat(Project.nameOf(id)).isEqualTo(project);
    }

    @Test
    void everythingFromBeforeProjectsIsTheDefaultOnesUnderTheIdThatItHad() {
        // When, then
        assertThat(Project.DEFAULT.id("pets-1a2b3c4d")).isEqualTo("pets-1a2b3c4d");
        assertThat(Project.DEFAULT.local("pets-1a2b3c4d")).isEqualTo("pets-1a2b3c4d");
        assertThat(Project.DEFAULT.folder()).isEmpty();
    }

    @Test
    void idOfAProjectIsReadBack() {
        // Given
        String id = ACME.id("pets-1a2b3c4d");

        // When, then
        assertThat(Project.checkId("family", id)).isEqualTo(id);
        assertThat(Project.of(id)).isEqualTo(ACME);
        assertThat(ACME.local(id)).isEqualTo("pets-1a2b3c4d");
        assertThat(ACME.owns(id)).isTrue();
        assertThat(new Project("acm").owns(id)).isFalse();
        assertThat(Project.DEFAULT.owns(id)).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "~pets",
                "acme~",
                "default~pets",
                "Acme~pets",
                "ac.me~pets",
                "-acme~pets",
                "acme~other~pets",
                "acme~../pets",
                "acme/~pets",
                "../x~pets",
                "acme~pets/tune"
            })
    void whatCouldBeReadInTwoWaysOrLeaveItsFolderIsNoId(String id) {
        // When, then
        assertThatThrownBy(() -> Project.checkId("family", id))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("family");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "A", "a_b", "a.b", "a~b", "-a", "a-", "a/b", "12345678901234567890123456789012345678901"})
    void projectHasAPlainName(String name) {
        // When, then
        assertThatThrownBy(() -> new Project(name)).isInstanceOf(InvalidFieldException.class);
    }
}
