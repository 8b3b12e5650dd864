package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.runtime.job.ProtocolExplorer.Report;
import io.learngene.runtime.job.ProtocolModel.Setting;
import io.learngene.runtime.job.ProtocolState.Left;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way that a job can take, for two workers. docs/protocol.md has the rules, and these numbers of states. */
class ProtocolTest {

    private static final Left NOTHING = Left.NOTHING;

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(setting(1, false, NOTHING.crashes(2))),
                Arguments.of(setting(1, false, NOTHING.crashes(1).losses(1))),
                Arguments.of(setting(1, false, NOTHING.crashes(1).checkpoints(1))),
                Arguments.of(setting(1, false, NOTHING.errors(2))),
                Arguments.of(setting(1, false, NOTHING.crashes(1).copies(1))),
                Arguments.of(setting(1, true, NOTHING.losses(2))),
                Arguments.of(setting(1, true, NOTHING.losses(1).cancels(1))),
                Arguments.of(setting(1, false, NOTHING.cancels(1).copies(1))),
                Arguments.of(setting(1, true, NOTHING.losses(1).retries(1))),
                Arguments.of(setting(1, false, NOTHING.crashes(1).retries(1))),
                Arguments.of(setting(1, false, NOTHING.crashes(1).stops(1))),
                Arguments.of(setting(1, false, NOTHING.crashes(1).unseen(2))),
                Arguments.of(setting(2, false, NOTHING.crashes(1))),
                Arguments.of(setting(2, false, NOTHING.errors(1))));
    }

    private static Setting setting(int jobs, boolean unnoticed, Left budget) {
        return new Setting(jobs, unnoticed, true, budget, Set.of());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void noStateBreaksARuleAndEveryWayEnds(Setting setting) {
        // When
        Report report = ProtocolExplorer.explore(new ProtocolModel(setting));

        // Then
        assertThat(report.broken()).isEmpty();
        assertThat(report.ends()).isPositive();
        System.out.println(report.states() + " states, " + report.transitions() + " steps: " + setting);
    }

    @ParameterizedTest
    @EnumSource(ProtocolFlaw.class)
    void protocolThatIsWrongBreaksARule(ProtocolFlaw flaw) {
        // Given
        Setting right = showing(flaw);
        Setting wrong = new Setting(right.jobs(), right.unnoticed(), right.fails(), right.budget(), Set.of(flaw));

        // When
        Report report = ProtocolExplorer.explore(new ProtocolModel(wrong));

        // Then
        assertThat(report.broken())
                .hasValueSatisfying(broken -> assertThat(broken).startsWith(rule(flaw)));
    }

    /** {@return what has to happen for a flaw to be seen} */
    private static Setting showing(ProtocolFlaw flaw) {
        return switch (flaw) {
            case ANNOUNCED_BEFORE_THE_MANIFEST, DEAD_LETTER_AFTER_THE_FAILURE -> setting(1, false, NOTHING);
            case MANIFEST_OVERWRITTEN, FAILURE_CLEARS_ALL_RUNS -> setting(1, false, NOTHING.copies(1));
            case ACCEPTED_BEFORE_IT_IS_ANNOUNCED -> setting(1, false, NOTHING.crashes(1));
            case NEXT_AFTER_ACCEPTANCE -> setting(2, false, NOTHING.crashes(1));
            case ZOMBIE_SPEAKS, ZOMBIE_PUBLISHES -> setting(1, false, NOTHING.losses(1));
            case CANCELLED_IS_PUBLISHED -> setting(1, false, NOTHING.cancels(1).copies(1));
            case PUBLISHED_IS_GIVEN_UP -> setting(1, false, NOTHING.errors(2));
            case STOP_FORGETS_ATTEMPTS ->
                new Setting(1, false, false, NOTHING.crashes(2).stops(1), Set.of());
        };
    }

    private static String rule(ProtocolFlaw flaw) {
        return switch (flaw) {
            case MANIFEST_OVERWRITTEN -> "a manifest is never replaced";
            case ACCEPTED_BEFORE_IT_IS_ANNOUNCED -> "every accepted job has an end that was told";
            case ANNOUNCED_BEFORE_THE_MANIFEST -> "what is told to be there is there";
            case NEXT_AFTER_ACCEPTANCE -> "what follows from a result was queued";
            case ZOMBIE_SPEAKS -> "who lost the lock says nothing and queues nothing";
            case ZOMBIE_PUBLISHES -> "who lost the lock publishes nothing";
            case CANCELLED_IS_PUBLISHED, FAILURE_CLEARS_ALL_RUNS -> "what a manifest names is there";
            case DEAD_LETTER_AFTER_THE_FAILURE -> "what is told to have failed lies among the dead letters";
            case PUBLISHED_IS_GIVEN_UP -> "a job has one end";
            case STOP_FORGETS_ATTEMPTS -> "attempts count up";
        };
    }
}
