package io.learngene.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.access.KeyView;
import io.learngene.contracts.access.Role;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in a store, and what a gateway makes of them. */
class KeysTest {

    private static final Scope OF_DEFAULT = Scope.of(Project.DEFAULT);
    private static final Scope OF_ACME = Scope.of(new Project("acme"));

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-27T12:00:00Z");
    private FolderStore store;

    @BeforeEach
    void open() {
        store = new FolderStore(folder);
        store.prepare();
    }

    @Test
    void storeHasADigestOfTheKeyAndNotTheKey() throws IOException {
        // When
        KeyView made = gateway().create("ci", Role.SUBMITTER, 30, OF_DEFAULT, "anna");

        // Then
        assertThat(store.list("")).hasSize(1);
        for (ArtefactStore.Stat object : store.list("")) {
            assertThat(Files.readString(folder.resolve(object.key())))
                    .contains(new AccessKey(made.key()).digest(), "\"name\":\"ci\"", "\"role\":\"submitter\"")
                    .doesNotContain(made.key(), made.key().substring(17));
        }
    }

    @Test
    void keyIsToldOnceAndNeverAgain() {
        // Given
        Keys keys = gateway();
        KeyView made = keys.create("ci", Role.VIEWER, 30, OF_DEFAULT, "anna");

        // When
        List<KeyView> listed = keys.all(Scope.ALL);

        // Then
        assertThat(listed)
                .containsExactly(new KeyView(
                        made.id(), "ci", Role.VIEWER, "default", now, "anna", now.plus(Duration.ofDays(30)), null));
    }

    @Test
    void everyGatewayKnowsAKeyThatAnotherMade() {
        // Given
        KeyView made = gateway().create("ci", Role.VIEWER, 30, OF_DEFAULT, "anna");

        // When
        Keys other = looked(gateway());

        // Then
        assertThat(other.find(new AccessKey(made.key())))
                .hasValueSatisfying(grant -> assertThat(grant.role()).isEqualTo(Role.VIEWER));
    }

    @Test
    void secretOfAnotherKeyUnderAKnownIdLetsNobodyIn() {
        // Given
        Keys keys = gateway();
        KeyView made = keys.create("ci", Role.OPERATOR, 30, OF_DEFAULT, "anna");
        String guessed = "lgf_" + made.id()
                + AccessKey.fresh().text().substring("lgf_".length() + made.id().length());

        // When / Then
        assertThat(keys.find(new AccessKey(guessed))).isEmpty();
    }

    @Test
    void revokedKeyLetsNobodyIn() {
        // Given
        Keys keys = gateway();
        KeyView made = keys.create("ci", Role.VIEWER, 30, OF_DEFAULT, "anna");

        // When
        keys.revoke(made.id(), Scope.ALL, "anna");

        // Then
        assertThat(keys.find(new AccessKey(made.key()))).isEmpty();
        assertThat(keys.all(Scope.ALL)).isEmpty();
        assertThat(store.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "../../ancestors/x", "000000000000"})
    void keyThatIsNotThereCannotBeRevoked(String id) {
        assertThatThrownBy(() -> gateway().revoke(id, Scope.ALL, "anna"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("no key " + id);
    }

    @Test
    void keyIsExpiredFromItsEndOn() {
        // Given
        Keys keys = gateway();
        KeyView made = keys.create("ci", Role.VIEWER, 1, OF_DEFAULT, "anna");
        Grant grant = keys.find(new AccessKey(made.key())).orElseThrow();

        // When / Then
        assertThat(grant.expired(made.expiresAt().minusMillis(1))).isFalse();
        assertThat(grant.expired(made.expiresAt())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ci, VIEWER, 0", "ci, VIEWER, 367", "'', VIEWER, 1", "A B, VIEWER, 1", "ci, , 1"})
    void keyWithoutNameRoleOrEndIsRefused(String name, Role role, int days) {
        assertThatThrownBy(() -> gateway().create(name, role, days, OF_DEFAULT, "anna"))
                .isInstanceOf(InvalidFieldException.class);
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void keysAreKnownForAMinuteAfterTheStoreWentAway() {
        // Given
        Keys keys = gateway();
        AccessKey key = new AccessKey(
                keys.create("ci", Role.VIEWER, 30, OF_DEFAULT, "anna").key());

        // When / Then
        now = now.plusSeconds(60);
        assertThat(keys.find(key)).isPresent();
        now = now.plusMillis(1);
        assertThatThrownBy(() -> keys.find(key))
                .isInstanceOf(ProblemException.class)
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1]",
                "{\"id\": \"ID\", \"name\": \"x\", \"role\": \"root\", \"digest\": \"DIGEST\"}",
                "{\"id\": \"ID\", \"name\": \"x\", \"digest\": \"DIGEST\"}",
                "{\"id\": \"another\", \"name\": \"x\", \"role\": \"operator\", \"digest\": \"DIGEST\"}"
            })
    void damagedObjectLetsNobodyInAndKeepsNobodyOut(String content) {
        // Given
        AccessKey key = AccessKey.fresh();
        store.create(
                StoreKeys.key(key.id()),
                content.replace("ID", key.id()).replace("DIGEST", key.digest()).getBytes(StandardCharsets.UTF_8));
        Keys keys = gateway();

        // When
        KeyView other = keys.create("ci", Role.VIEWER, 30, OF_DEFAULT, "anna");

        // Then
        assertThat(keys.find(key)).isEmpty();
        assertThat(keys.find(new AccessKey(other.key()))).isPresent();
        assertThat(keys.all(Scope.ALL)).hasSize(1);
    }

    @Test
    void keyOfTheSettingsIsAnOperatorsAndNeedsNoStore() {
        // Given
        AccessKey key = AccessKey.fresh();
        Keys keys = gateway(Map.of("access", "keys", "operator-key-digest", key.digest()));

        // When / Then
        assertThat(keys.find(key))
                .hasValueSatisfying(grant -> assertThat(grant.role()).isEqualTo(Role.OPERATOR));
        assertThatThrownBy(() -> keys.find(AccessKey.fresh())).isInstanceOf(ProblemException.class);
    }

    @Test
    void digestThatIsNoneIsRefusedAtTheStart() {
        assertThatThrownBy(() ->
                        gateway(Map.of("operator-key-digest", AccessKey.fresh().text())))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("foundry.gateway.operator-key-digest");
    }

    @ParameterizedTest
    @CsvSource({"VIEWER, default", "SUBMITTER, default", "OPERATOR, "})
    void keyFromBeforeThereWereProjectsSeesWhatItSaw(Role role, String project) {
        // Given
        AccessKey key = AccessKey.fresh();
        String before = "{\"id\": \"" + key.id() + "\", \"name\": \"old\", \"role\": \"" + role.word()
                + "\", \"digest\": \"" + key.digest() + "\"}";
        store.create(StoreKeys.key(key.id()), before.getBytes(StandardCharsets.UTF_8));

        // When
        Grant grant = looked(gateway()).find(key).orElseThrow();

        // Then
        assertThat(grant.scope().only().map(Project::name).orElse(null)).isEqualTo(project);
    }

    @Test
    void keysOfAnotherProjectAreNeitherListedNorRevoked() {
        // Given
        Keys keys = gateway();
        KeyView own = keys.create("own", Role.VIEWER, 30, OF_ACME, "anna");
        KeyView other = keys.create("other", Role.VIEWER, 30, OF_DEFAULT, "ben");
        KeyView all = keys.create("all", Role.OPERATOR, 30, Scope.ALL, "root");

        // When / Then
        assertThat(keys.all(OF_ACME)).extracting(KeyView::id).containsExactly(own.id());
        for (KeyView each : List.of(other, all)) {
            assertThatThrownBy(() -> keys.revoke(each.id(), OF_ACME, "anna"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("no key " + each.id());
        }
        assertThat(keys.all(Scope.ALL)).hasSize(3);
    }

    private Keys gateway() {
        return gateway(Map.of("access", "keys"));
    }

    private Keys gateway(Map<String, String> settings) {
        return new Keys(store, () -> now, Settings.of(settings));
    }

    private static Keys looked(Keys keys) {
        keys.all(Scope.ALL);
        return keys;
    }
}
