package io.learngene.runtime.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Permanent;
import io.learngene.contracts.artefact.ArtefactRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store promises. */
abstract class ArtefactStoreContract {

    abstract ArtefactStore store();

    @Test
    void whatWasWrittenIsReadAgain() {
        // Given
        byte[] content = "a learngene".getBytes(UTF_8);

        // When
        ArtefactRef ref = store().put("name", "written/a", content);

        // Then
        assertThat(store().read("written/a")).hasValue(content);
        assertThat(ref.size()).isEqualTo(content.length);
        assertThat(ref.sha256()).isEqualTo("05db090045a0752a953a5b4ce7bb60ca647767d0b2d99dabf8b15847275a24f9");
    }

    @Test
    void streamOfUnknownLengthIsWritten() {
        // When
        ArtefactRef ref = store().put("name", "streamed/a", new ByteArrayInputStream(new byte[100_000]), -1);

        // Then
        assertThat(ref.size()).isEqualTo(100_000);
        assertThat(store().stat("streamed/a").orElseThrow().size()).isEqualTo(100_000);
    }

    @Test
    void rangeIsExactlyTheBytesAskedFor() throws IOException {
        // Given
        store().put("name", "ranged/a", "0123456789".getBytes(UTF_8));

        // When
        byte[] range;
        try (InputStream in = store().open("ranged/a", 3, 4)) {
            range = in.readAllBytes();
        }

        // Then
        assertThat(range).isEqualTo("3456".getBytes(UTF_8));
    }

    @Test
    void ofManyThatCreateOneKeyExactlyOneDoes() {
        // When
        long winners = IntStream.range(0, 8)
                .parallel()
                .filter(i -> store().create("created/a", new byte[] {(byte) i}))
                .count();

        // Then
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void createOfTheSameBytesAgainIsTakenForOurOwn() {
        // Given: a client that repeats a write whose answer it missed
        byte[] content = "manifest with a run of its own".getBytes(UTF_8);
        store().create("repeated/a", content);

        // When
        boolean again = store().create("repeated/a", content);

        // Then
        assertThat(again).isTrue();
    }

    @Test
    void whatIsNotThereIsEmpty() {
        assertThat(store().read("absent/a")).isEqualTo(Optional.empty());
        assertThat(store().stat("absent/a")).isEqualTo(Optional.empty());
        assertThat(store().list("absent/")).isEmpty();
        assertThatThrownBy(() -> store().open("absent/a", 0, 1))
                .isInstanceOf(MissingObjectException.class)
                .isInstanceOf(Permanent.class);
    }

    @Test
    void emptyObjectIsReadAsOne() {
        // When
        store().put("name", "empty/a", new byte[0]);

        // Then
        assertThat(store().read("empty/a")).hasValue(new byte[0]);
    }

    @Test
    void objectThatIsLargerThanWhatIsReadAtOnceIsDamagedAndNotAStoreThatIsAway() {
        // Given
        store().put("name", "large/a", new byte[ArtefactStore.MAX_READ + 1]);

        // When / Then
        assertThatThrownBy(() -> store().read("large/a"))
                .isInstanceOf(OversizedObjectException.class)
                .hasMessageContaining("large/a in the store is damaged (it has 16777217 bytes")
                .hasMessageContaining("put back what was there, or delete it");
    }

    @Test
    void listHasTheKeysOfAPrefixInOrder() {
        // Given
        for (String key : new String[] {"listed/b", "listed/a", "listed-not/c", "listed/d/e"}) {
            store().put("name", key, key.getBytes(UTF_8));
        }

        // When
        var found = store().list("listed/");

        // Then
        assertThat(found).extracting(ArtefactStore.Stat::key).containsExactly("listed/a", "listed/b", "listed/d/e");
    }

    @Test
    void objectSaysWhenItWasWrittenAndTheListSaysTheSame() {
        // Given
        Instant before = Instant.now().minusSeconds(2);

        // When
        store().put("name", "dated/a", new byte[1]);

        // Then
        Instant modified = store().stat("dated/a").orElseThrow().modified();
        assertThat(modified).isBetween(before, Instant.now().plusSeconds(2));
        assertThat(store().list("dated/").get(0).modified().truncatedTo(ChronoUnit.SECONDS))
                .isEqualTo(modified.truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void foldersAreTheNextNamesOfThoseKeysThatGoOn() {
        // Given
        for (String key :
                new String[] {"nested/b/1", "nested/a/deep/2", "nested/a/3", "nested/file", "nested-not/c/4"}) {
            store().put("name", key, new byte[1]);
        }

        // When / Then
        assertThat(store().folders("nested/")).containsExactly("a", "b");
        assertThat(store().folders("")).contains("nested", "nested-not");
        assertThat(store().folders("nested/none/")).isEmpty();
        store().delete("nested/b/1");
        assertThat(store().folders("nested/")).as("without the last key").containsExactly("a");
    }

    @Test
    void deletedObjectIsGoneAndAnAbsentOneIsNoFault() {
        // Given
        store().put("name", "deleted/a", new byte[1]);

        // When
        store().delete("deleted/a");
        store().delete("deleted/a");

        // Then
        assertThat(store().stat("deleted/a")).isEmpty();
    }
}
