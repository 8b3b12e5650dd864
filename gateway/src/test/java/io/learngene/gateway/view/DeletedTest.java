package io.learngene.gateway.view;

import static io.learngene.gateway.view.Samples.FAMILY;
import static io.learngene.gateway.view.Samples.at;
import static io.learngene.gateway.view.Samples.fold;
import static io.learngene.gateway.view.Samples.wholeFamily;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.view.FamilyView;
import io.learngene.method.TuneJob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the view knows of families and results that were deleted. */
class DeletedTest {

    private static final String MODEL = TuneJob.id(FAMILY, TuneJob.MODELS, "L06");

    /** As a view does that is rebuilt from nothing: topics are read one before the other. */
    @Test
    void deletedFamilyDoesNotComeBackWhateverIsReadBeforeItOrAfterwards() {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            List<Observation> told = new ArrayList<>(wholeFamily());
            told.add(deleted(FAMILY));
            told.add(Samples.cancelled(FAMILY, 90));
            Collections.shuffle(told, new Random(seed));

            // When
            FamilyState state = fold(told);

            // Then
            assertThat(state.known()).isFalse();
            assertThat(state.deletedAt()).hasValue(at(80));
            assertThat(state.request()).as("nothing is kept of it").isNull();
        }
    }

    @Test
    void deletedResultIsNamedAndItsNumbersStay() {
        // Given
        FamilyView before = FamilyViews.of(fold(wholeFamily()));

        // When
        FamilyState state = fold(wholeFamily()).apply(deleted(MODEL));
        FamilyView after = FamilyViews.of(state);

        // Then
        assertThat(state.known()).isTrue();
        assertThat(after.deleted()).containsExactly(MODEL);
        assertThat(after.descendants()).isEqualTo(before.descendants());
        assertThat(after.state()).isEqualTo(before.state());
    }

    @Test
    void whatWasDeletedHereAMomentAgoIsForgottenWhenTheViewHasSeenIt() {
        // Given
        FamilyState whole = fold(wholeFamily());

        // When / Then
        for (Observation deletion : List.of(deleted(FAMILY), deleted(MODEL))) {
            assertThat(whole.includes(deletion)).isFalse();
            assertThat(whole.apply(deletion).includes(deletion)).isTrue();
        }
        assertThat(whole.apply(deleted(FAMILY)).includes(Samples.distillQueued()))
                .isTrue();
    }

    @Test
    void recordOfAFamilyFromBeforeAnythingWasDeletedIsReadAndKeepsDeletions() {
        // Given
        byte[] old = ("{\"record\": \"family\", \"family\": \"" + FAMILY + "\", \"cancelled\": false}")
                .getBytes(StandardCharsets.UTF_8);

        // When
        ViewRecord read = Json.read(old, ViewRecord.class);
        ViewRecord again =
                Json.read(Json.write(read.apply(deleted(MODEL)).apply(deleted(MODEL + "-b"))), ViewRecord.class);
        ViewRecord gone = Json.read(Json.write(again.apply(deleted(FAMILY))), ViewRecord.class);

        // Then
        assertThat(((FamilyRecord) read).deleted()).isEmpty();
        assertThat(((FamilyRecord) again).deleted()).containsExactly(MODEL, MODEL + "-b");
        assertThat(((FamilyRecord) gone).deletedAt()).isEqualTo(at(80));
    }

    private static Observation deleted(String target) {
        return new Observation.Cancelled(new Cancellation(target, at(80), true));
    }
}
