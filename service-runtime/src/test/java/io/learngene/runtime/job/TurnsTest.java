package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.family.Priority;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsTest {

    @Test
    void firstTurnAsksByPriority() {
        assertThat(new Turns(0).order()).containsExactly(Priority.HIGH, Priority.NORMAL, Priority.LOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, Turns.ROUND - 1})
    void whereverARoundBeginsThreeOfItsTurnsBeginWithNormalAndOneWithLow(int begin) {
        // Given
        Turns turns = new Turns(begin);
        Map<Priority, Integer> first = new EnumMap<>(Priority.class);

        // When
        for (int turn = 0; turn < Turns.ROUND; turn++) {
            first.merge(turns.order().get(0), 1, Integer::sum);
            turns.taken();
        }

        // Then
        assertThat(first).isEqualTo(Map.of(Priority.HIGH, 12, Priority.NORMAL, 3, Priority.LOW, 1));
    }

    @Test
    void everyTurnAsksAllAndWhatWasPassedOverByPriority() {
        // Given
        Turns turns = new Turns(0);
        List<List<Priority>> orders = new ArrayList<>();

        // When
        for (int turn = 0; turn < Turns.ROUND; turn++) {
            orders.add(turns.order());
            turns.taken();
        }

        // Then
        assertThat(orders)
                .allSatisfy(order -> assertThat(order).containsExactlyInAnyOrder(Priority.values()))
                .allSatisfy(order -> assertThat(order.subList(1, 3)).isSorted());
    }
}
