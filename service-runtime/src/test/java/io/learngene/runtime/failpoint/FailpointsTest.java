package io.learngene.runtime.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailpointsTest {

    @ParameterizedTest
    @EnumSource(Failpoint.class)
    void nothingHappensWhereNothingIsSet(Failpoint point) {
        assertThatCode(point::reach).doesNotThrowAnyException();
        assertThat(Failpoints.SET.require()).isEmpty();
    }

    @Test
    void placeFailsTheFirstTimeItIsReachedAndNoOtherDoes() {
        // Given
        Failpoints set = Failpoints.of("published=error");

        // When, then
        assertThatCode(() -> set.reach(Failpoint.CLAIMED)).doesNotThrowAnyException();
        assertThatThrownBy(() -> set.reach(Failpoint.PUBLISHED)).hasMessageContaining("failpoint published");
        assertThatCode(() -> set.reach(Failpoint.PUBLISHED)).doesNotThrowAnyException();
    }

    @Test
    void placeFailsAtTheTimeThatIsGiven() {
        // Given
        Failpoints set = Failpoints.of("claim=halt@9, next-queued = error@2");

        // When, then
        assertThatCode(() -> set.reach(Failpoint.NEXT_QUEUED)).doesNotThrowAnyException();
        assertThatThrownBy(() -> set.reach(Failpoint.NEXT_QUEUED)).hasMessageContaining("failpoint next-queued");
    }

    @Test
    void whatIsSetIsToldAtTheStart() {
        assertThat(Failpoints.of("next-queued=error@2,claim=halt").require())
                .isEqualTo("claim=halt@1, next-queued=error@2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish=halt", "published=stop", "published", "published=halt@soon", "=", ","})
    void whatIsUnknownIsRefusedWithWhatThereIs(String setting) {
        assertThatThrownBy(() -> Failpoints.of(setting).require())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FOUNDRY_FAILPOINTS: '")
                .hasMessageContaining("next-queued")
                .hasMessageContaining("halt, hang or error");
    }
}
