package io.learngene.contracts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StageScheduleTest {

    @Test
    void layersApplyTheirStagesInOrder() {
        // Given
        StageSchedule schedule = new StageSchedule(List.of(3, 1, 2));

        // When, then
        assertThat(schedule.layersSource()).containsExactly(0, 0, 0, 1, 2, 2);
        assertThat(schedule.stages()).isEqualTo(3);
        assertThat(schedule.depth()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | 5 | 0 1 2 3 4",
                "7 | 5 | 0 0 1 1 2 3 4",
                "12 | 4 | 0 0 0 1 1 1 2 2 2 3 3 3",
                "3 | 5 | 0 2 4",
                "4 | 5 | 0 1 3 4",
                "2 | 5 | 0 4",
                "1 | 5 | 0",
                "3 | 1 | 0 0 0"
            })
    void anyDepthIsMadeOfTheStagesAsEvenlyAsCanBe(int depth, int stages, String expected) {
        // When
        List<Integer> source = StageSchedule.layersSource(depth, stages);

        // Then
        assertThat(source.stream().map(String::valueOf).toList()).containsExactly(expected.split(" "));
    }

    @Test
    void everyDepthAndNumberOfStagesKeepsTheOrderAndUsesThemEvenly() {
        for (int stages = 1; stages <= 64; stages++) {
            for (int depth = 1; depth <= VitArchitecture.MAX_DEPTH; depth++) {
                // When
                List<Integer> source = StageSchedule.layersSource(depth, stages);

                // Then
                assertThat(source).hasSize(depth).isSorted().allMatch(stage -> stage >= 0);
                assertThat(source.get(0)).isZero();
                if (depth >= 2) {
                    assertThat(source.get(depth - 1))
                            .as(depth + " of " + stages)
                            .isEqualTo(stages - 1);
                }
                int most = 0;
                int least = Integer.MAX_VALUE;
                for (int stage = 0; stage < stages; stage++) {
                    int uses = Collections.frequency(source, stage);
                    most = Math.max(most, uses);
                    least = Math.min(least, uses);
                }
                assertThat(most - least).as(depth + " of " + stages).isLessThanOrEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[0]", "[65]", "[1, null]", "[64, 64, 64, 64, 1]", "[-1]", "null"})
    void scheduleThatNoNetworkHasIsRefused(String json) {
        // When, then
        assertThatThrownBy(() -> Json.read(json.getBytes(StandardCharsets.UTF_8), StageSchedule.class))
                .isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void jsonIsTheBareList() {
        // Given
        StageSchedule schedule = new StageSchedule(List.of(3, 3, 4, 3, 3));

        // When, then
        assertThat(new String(Json.write(schedule), StandardCharsets.UTF_8)).isEqualTo("[3,3,4,3,3]");
        assertThat(Json.read(Json.write(schedule), StageSchedule.class)).isEqualTo(schedule);
    }
}
