package io.learngene.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.gateway.problem.ProblemException;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private final Slots slots = new Slots("downloads", 1);

    @Test
    void whoComesTooLateIsToldHowManyThereAre() {
        // Given
        slots.take();

        // When / Then
        assertThatThrownBy(slots::take)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1 downloads are under way")
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(503);
    }

    @Test
    void slotThatIsClosedTwiceIsFreeOnce() {
        // Given: an answer that ends both by its writer and by its connection
        Slots.Slot slot = slots.take();
        slot.close();
        slot.close();

        // When
        Slots.Slot next = slots.take();

        // Then
        assertThat(next).isNotNull();
        assertThatThrownBy(slots::take).isInstanceOf(ProblemException.class);
    }
}
