package io.learngene.local.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SoakPlanTest {

    @Test
    void sameSeedAsksForTheSameAndBreaksTheSameHoweverBothAreMixed() {
        // Given
        SoakPlan one = plan(7);
        SoakPlan other = plan(7);

        // When
        List<Work> works = Stream.generate(one::nextWork).limit(40).toList();
        List<Fault> faults = Stream.generate(one::nextFault).limit(40).toList();

        // Then
        assertThat(Stream.generate(other::nextFault).limit(40).toList()).isEqualTo(faults);
        assertThat(Stream.generate(other::nextWork).limit(40).toList()).isEqualTo(works);
    }

    @Test
    void otherSeedBreaksInAnotherOrder() {
        assertThat(Stream.generate(plan(8)::nextFault).limit(40).toList())
                .isNotEqualTo(Stream.generate(plan(7)::nextFault).limit(40).toList());
    }

    @Test
    void everyWorkAndEveryFaultComesBeforeOneComesAgain() {
        // Given
        SoakPlan plan = plan(1);

        // When
        List<Work.Kind> works = Stream.generate(() -> plan.nextWork().kind())
                .limit(Work.Kind.values().length)
                .toList();
        List<String> faults = Stream.generate(() -> plan.nextFault().name())
                .limit(SoakStack.faults().size())
                .toList();

        // Then
        assertThat(works).containsExactlyInAnyOrder(Work.Kind.values());
        assertThat(faults)
                .doesNotHaveDuplicates()
                .contains("kill gateway", "end distiller", "pause tuner-2", "cut broker", "unavailable store")
                .doesNotContain("unavailable broker");
    }

    private static SoakPlan plan(long seed) {
        return new SoakPlan(seed, SoakStack.faults());
    }
}
