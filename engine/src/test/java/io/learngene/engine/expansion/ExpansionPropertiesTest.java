package io.learngene.engine.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every depth, every number of stages and every budget. */
class ExpansionPropertiesTest {

    private static final VitArchitecture AUXILIARY = new VitArchitecture(32, 8, 96, 3, 8, 10, null, null, null);

    private final Locale usual = Locale.getDefault();

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(usual);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 64})
    void layersComeFromTheStagesInOrderAndAsEvenlyAsPossible(int stages) {
        for (int depth = 1; depth <= VitArchitecture.MAX_DEPTH; depth++) {
            // When
            List<Integer> source = StageSchedule.layersSource(depth, stages);

            // Then
            assertThat(source).hasSize(depth).isSorted().allMatch(stage -> stage >= 0 && stage < stages);
            int[] used = new int[stages];
            source.forEach(stage -> used[stage]++);
            int most = IntStream.of(used).max().orElseThrow();
            int least = IntStream.of(used).min().orElseThrow();
            assertThat(most - least).as("depth %d of %d stages", depth, stages).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 12, 64})
    void remainderGoesToTheFirstStages(int stages) {
        for (int depth = stages; depth <= VitArchitecture.MAX_DEPTH; depth++) {
            // When
            List<Integer> source = StageSchedule.layersSource(depth, stages);

            // Then
            List<Integer> counts = IntStream.range(0, stages)
                    .mapToObj(stage -> Collections.frequency(source, stage))
                    .toList();
            assertThat(counts).isSortedAccordingTo(Collections.reverseOrder());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 12, 64})
    void fewerLayersThanStagesReachFromTheFirstStageToTheLast(int stages) {
        for (int depth = 2; depth < stages; depth++) {
            // When
            List<Integer> source = StageSchedule.layersSource(depth, stages);

            // Then
            assertThat(source).doesNotHaveDuplicates().startsWith(0).endsWith(stages - 1);
        }
    }

    @Test
    void layersOfAScheduleAreItsRepeats() {
        // Given
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 100; i++) {
            List<Integer> repeats =
                    random.ints(random.nextInt(1, 17), 1, 16).boxed().toList();

            // When
            StageSchedule schedule = new StageSchedule(repeats);

            // Then
            assertThat(schedule.layersSource()).hasSize(schedule.depth()).isSorted();
            assertThat(IntStream.range(0, schedule.stages())
                            .mapToObj(stage -> Collections.frequency(schedule.layersSource(), stage)))
                    .containsExactlyElementsOf(repeats);
        }
    }

    @Test
    void budgetIsKeptAndOneLayerMoreWouldBreakIt() {
        // Given
        SplittableRandom random = new SplittableRandom(5);
        long one = AUXILIARY.withDepth(1).parameters();
        for (int i = 0; i < 100; i++) {
            long budget = random.nextLong(one, 300 * AUXILIARY.blockParameters());

            // When
            VitArchitecture found = resolve(4, List.of(new Target(null, budget, null, null)))
                    .get(0)
                    .architecture();

            // Then
            assertThat(found.parameters()).isLessThanOrEqualTo(budget);
            assertThat(found.depth() == VitArchitecture.MAX_DEPTH
                            || found.withDepth(found.depth() + 1).parameters() > budget)
                    .isTrue();
        }
    }

    /** Names are keys of the store and of jobs, which take letters, digits and dashes; a request has up to 64 targets. */
    @Test
    void everyOneOfManyDescendantsOfADepthHasANameOfItsOwnThatAJobTakes() {
        // Given
        List<Target> targets = new ArrayList<>();
        for (int first = 0; first < 8; first++) {
            for (int second = 0; second < 8; second++) {
                targets.add(new Target(null, null, null, List.of(first, second)));
            }
        }

        // When
        List<Descendant> descendants = resolve(8, targets);

        // Then
        assertThat(descendants)
                .hasSize(64)
                .extracting(Descendant::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("L02(-[a-z]{1,2})?"))
                .startsWith("L02", "L02-b", "L02-c")
                .contains("L02-z", "L02-aa", "L02-ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "hi-IN-u-nu-deva", "tr-TR"})
    void namesAreTheSameInEveryLanguageOfAMachine(String language) {
        // Given
        Locale.setDefault(Locale.forLanguageTag(language));

        // When
        List<Descendant> descendants = resolve(
                3,
                List.of(
                        Target.ofDepth(9),
                        Target.ofDepth(12),
                        new Target(null, null, null, Collections.nCopies(9, 2))));

        // Then
        assertThat(descendants).extracting(Descendant::name).containsExactly("L09", "L12", "L09-b");
    }

    @Test
    void descendantHasTheTensorsOfItsDepthAndNoOthers() {
        // Given
        SplittableRandom random = new SplittableRandom(6);
        Map<String, String> learngene = new LinkedHashMap<>();
        learngene.put("patch_embed.proj.weight", "patch");
        for (int stage = 0; stage < 12; stage++) {
            learngene.put("blocks." + stage + ".norm1.weight", "norm of " + stage);
            learngene.put("blocks." + stage + ".attn.qkv.weight", "qkv of " + stage);
        }
        learngene.put("blocks_norm", "no block, though it begins so");
        learngene.put("head.weight", "head");
        for (int i = 0; i < 50; i++) {
            List<Integer> source =
                    random.ints(random.nextInt(1, 40), 0, 12).boxed().toList();

            // When
            Map<String, String> weights = Expansion.weights(learngene, source);

            // Then
            assertThat(weights).hasSize(3 + 2 * source.size());
            for (int layer = 0; layer < source.size(); layer++) {
                assertThat(weights)
                        .containsEntry("blocks." + layer + ".norm1.weight", "norm of " + source.get(layer))
                        .containsEntry("blocks." + layer + ".attn.qkv.weight", "qkv of " + source.get(layer));
            }
        }
    }

    private static List<Descendant> resolve(int stages, List<Target> targets) {
        return Expansion.resolve(AUXILIARY, stages, targets);
    }
}
