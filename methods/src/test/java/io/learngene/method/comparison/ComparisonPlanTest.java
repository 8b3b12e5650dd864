package io.learngene.method.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.method.AncestorChoice;
import io.learngene.method.DistilledRequest;
import io.learngene.method.TuneJob;
import io.learngene.method.comparison.ComparisonPlan.Part;
import io.learngene.method.fine.FineRequest;
import io.learngene.method.growth.GrowthRequest;
import io.learngene.method.mimetic.MimeticRequest;
import io.learngene.method.selection.SelectionRequest;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.method.tleg.TlegRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a comparison asks the methods for. */
class ComparisonPlanTest {

    private static final int CLASSES = 10;

    @Test
    void everyControlIsOnTheTableBesideTheMethods() {
        // When
        List<Part> parts = parts("{'dataset': 'pets', 'methods': [{'method': 'tleg'}]}");

        // Then
        assertThat(parts)
                .extracting(Part::name)
                .containsExactly("scratch", "scratch-distilled", "distilled-selection", "layerdrop", "share", "tleg");
    }

    @Test
    void controlIsLeftOutWhereAReasonIsGiven() {
        // When
        List<Part> parts =
                parts("{'dataset': 'pets', 'without': {'layerdrop': 'no time', 'share': 'known to be bad'}}");

        // Then
        assertThat(parts)
                .extracting(Part::name)
                .containsExactly("scratch", "scratch-distilled", "distilled-selection", "sws", "tleg");
    }

    @Test
    void everyWidthAndSeedIsAFamilyOfItsOwn() {
        // When
        List<Part> parts =
                parts("{'dataset': 'pets', 'model': {'dim': 96, 'heads': 3}, 'widths': [192, 96], 'seeds': [1, 2],"
                        + " 'methods': [{'method': 'sws'}]}");

        // Then
        assertThat(parts).hasSize(2 * 2 * 6);
        assertThat(parts).extracting(Part::id).doesNotHaveDuplicates();
        assertThat(((FamilyRequest) part(parts, "sws-w192-s2").request())
                        .auxiliary()
                        .heads())
                .isEqualTo(6);
        assertThat(((FamilyRequest) part(parts, "sws-w192-s2").request()).seed())
                .isEqualTo(2);
    }

    @Test
    void everythingThatIsDrawnIsDrawnAsTheDistillationSays() {
        // When
        List<Part> parts = parts("{'dataset': 'pets', 'distillation': {'weight_init': 'xavier_uniform'},"
                + " 'methods': [{'method': 'sws'}]}");

        // Then
        assertThat(parts)
                .extracting(part -> {
                    DistilledRequest asked = (DistilledRequest) part.request();
                    return part.name() + " " + asked.distillation().drawn() + " "
                            + asked.baselines().weightInit();
                })
                .containsExactly(
                        "scratch TRUNC_NORMAL XAVIER_UNIFORM",
                        "scratch-distilled TRUNC_NORMAL XAVIER_UNIFORM",
                        "distilled-selection XAVIER_UNIFORM null",
                        "layerdrop XAVIER_UNIFORM null",
                        "share XAVIER_UNIFORM null",
                        "sws XAVIER_UNIFORM null");
    }

    @Test
    void sameRequestIsTheSamePlanAndSoTheSameFamilies() {
        // Given
        String request = "{'dataset': 'pets', 'targets': [4, 6]}";

        // When, Then
        assertThat(Json.write(parts(request))).isEqualTo(Json.write(parts(request)));
    }

    @Test
    void familiesOfTwoComparisonsAreTheSameWhereverTheyAskForTheSame() {
        // When
        List<Part> one = parts("{'name': 'one', 'dataset': 'pets', 'methods': [{'method': 'sws'}]}");
        List<Part> two = parts(
                "{'name': 'two', 'dataset': 'pets', 'methods': [{'name': 'ours', 'method': 'sws'}, {'method': 'tleg'}]}");

        // Then
        assertThat(part(two, "ours-w96-s42").request())
                .isEqualTo(part(one, "sws-w96-s42").request());
        assertThat(part(two, "layerdrop-w96-s42").request())
                .isEqualTo(part(one, "layerdrop-w96-s42").request());
    }

    @Test
    void ancestorIsTrainedByAFamilyThatNothingElseDecides() {
        // When
        MethodRequest one = ComparisonPlan.ancestor(request("{'dataset': 'pets', 'targets': [4]}"));
        MethodRequest two = ComparisonPlan.ancestor(request(
                "{'dataset': 'pets', 'model': {'dim': 64}, 'tuning': {'epochs': 9}, 'methods': [{'method': 'fine'}]}"));

        // Then
        assertThat(one).isEqualTo(two);
        assertThat(((DistilledRequest) one).ancestor().train()).isNotNull();
        assertThat(((DistilledRequest) one).distillation().training().length().epochs())
                .isZero();
        assertThat(((DistilledRequest) one).tuning().length().epochs()).isZero();
    }

    @Test
    void everyMethodListensToTheOneAncestor() {
        // When
        List<Part> parts = parts(
                "{'dataset': 'pets', 'methods': [{'method': 'sws'}, {'method': 'tleg'}, {'method': 'fine'}, {'method': 'wave'}]}");

        // Then
        assertThat(parts).allSatisfy(part -> assertThat(
                        ((DistilledRequest) part.request()).ancestor().id())
                .isEqualTo("the-ancestor"));
    }

    @Test
    void distilledScratchListensAsLongAndAsMuchAsALearngene() {
        // When
        Part part = part(
                parts("{'dataset': 'pets', 'distillation': {'alpha': 0.7, 'stored_answers': {'epochs': 2, 'seed': 5},"
                        + " 'training': {'epochs': 12, 'learning_rate': 0.002}}, 'tuning': {'epochs': 2}}"),
                "scratch-distilled-w96-s42");

        // Then
        DistilledRequest request = (DistilledRequest) part.request();
        assertThat(part.group()).isEqualTo(TuneJob.SCRATCH_DISTILLED);
        assertThat(request.baselines().scratchDistilled().length().epochs()).isEqualTo(12);
        assertThat(request.baselines().scratchDistilled().rates().learningRate())
                .isEqualTo(0.002);
        assertThat(request.tuningDistillation().alpha()).isEqualTo(0.7);
        assertThat(request.distillation().storedAnswers().seed()).isEqualTo(5);
        assertThat(request.distillation().storedAnswers().epochs()).isNull();
        assertThat(request.tuning().length().epochs()).isZero();
    }

    @Test
    void scratchHasItsOwnRecipeAndMimeticWeightsTheSame() {
        // When
        List<Part> parts = parts("{'dataset': 'pets', 'targets': [4, 6], 'tuning': {'epochs': 2},"
                + " 'scratch': {'epochs': 9}, 'methods': [{'method': 'mimetic'}]}");

        // Then
        DistilledRequest scratch =
                (DistilledRequest) part(parts, "scratch-w96-s42").request();
        MimeticRequest mimetic = (MimeticRequest) part(parts, "mimetic-w96-s42").request();
        assertThat(scratch.baselines().scratch().length().epochs()).isEqualTo(9);
        assertThat(mimetic.tuning()).isEqualTo(scratch.baselines().scratch());
        assertThat(mimetic.baselines().scratch()).isNull();
        assertThat(mimetic.depths()).containsExactly(4, 6);
    }

    @Test
    void plainlyDistilledModelSharesNothingAndKeepsItsDepth() {
        // When
        FamilyRequest request =
                (FamilyRequest) part(parts("{'dataset': 'pets', 'targets': [4, 6]}"), "distilled-selection-w96-s42")
                        .request();

        // Then
        assertThat(request.auxiliary().repeats().repeats()).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(request.distillation().elastic().from()).isEqualTo(1);
    }

    @Test
    void layerDropSharesNothingAndDrawsTheDepthsThatAreCompared() {
        // When
        FamilyRequest request =
                (FamilyRequest) part(parts("{'dataset': 'pets', 'targets': [6, 4]}"), "layerdrop-w96-s42")
                        .request();

        // Then
        assertThat(request.auxiliary().repeats().repeats()).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(request.distillation().elastic().depths()).containsExactly(4, 6);
    }

    @Test
    void budgetsAreDepthsForMethodsThatKnowNoBudgets() {
        // When
        List<Part> parts = parts("{'dataset': 'pets', 'model': {'dim': 64, 'heads': 2},"
                + " 'targets': [{'max_parameters': 220000}, 6], 'methods': [{'method': 'mimetic'}]}");

        // Then
        assertThat(((MimeticRequest) part(parts, "mimetic-w64-s42").request()).depths())
                .containsExactly(4, 6);
    }

    @Test
    void stagesOfALearngeneAddUpToTheDepthOfTheOthers() {
        // When
        List<Part> parts = parts("{'dataset': 'pets', 'model': {'depth': 6}}");

        // Then
        assertThat(((FamilyRequest) part(parts, "sws-w96-s42").request())
                        .auxiliary()
                        .repeats()
                        .repeats())
                .containsExactly(2, 2, 1, 1);
        assertThat(((TlegRequest) part(parts, "tleg-w96-s42").request())
                        .auxiliary()
                        .depth())
                .isEqualTo(6);
    }

    @Test
    void settingsOfAMethodGoOverWhatIsCommon() {
        // When
        List<Part> parts = parts("{'dataset': 'pets', 'distillation': {'training': {'epochs': 7}}, 'methods': ["
                + "{'name': 'plain', 'method': 'sws', 'settings': {'distillation': {'elastic': {'from': 1}},"
                + " 'auxiliary': {'repeats': [4, 4]}}}, {'method': 'fine', 'settings': {'rank': 32}}]}");

        // Then
        FamilyRequest plain = (FamilyRequest) part(parts, "plain-w96-s42").request();
        assertThat(plain.distillation().elastic().from()).isEqualTo(1);
        assertThat(plain.distillation().training().length().epochs()).isEqualTo(7);
        assertThat(plain.auxiliary().repeats().repeats()).containsExactly(4, 4);
        assertThat(((FineRequest) part(parts, "fine-w96-s42").request()).rank()).isEqualTo(32);
    }

    @Test
    void growthIsAFamilyForEveryTargetAndSelectionOneForAll() {
        // When
        List<Part> parts = parts(
                "{'dataset': 'pets', 'targets': [4, 6], 'methods': ["
                        + "{'method': 'growth', 'settings': {'from': 'small-1/L02', 'operator': 'ligo'}}, {'method': 'selection'}]}");

        // Then
        GrowthRequest deep = (GrowthRequest) part(parts, "growth-1-w96-s42").request();
        SelectionRequest selection =
                (SelectionRequest) part(parts, "selection-w96-s42").request();
        assertThat(deep.from()).isEqualTo("small-1/L02");
        assertThat(deep.to().depth()).isEqualTo(6);
        assertThat(deep.baselines().scratch()).isNull();
        assertThat(selection.from()).isEqualTo("the-ancestor");
        assertThat(selection.targets())
                .extracting(SelectionRequest.Smaller::depth)
                .containsExactly(4, 6);
    }

    @Test
    void missingTargetsAreFiveDepths() {
        // When, Then
        assertThat(request("{'dataset': 'pets'}").targets())
                .extracting(Target::depth)
                .containsExactly(2, 5, 7, 10, 12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'name': 'x'} | dataset | required",
                "{'dataset': 'pets', 'methods': [{'method': 'magic'}]} | methods[0].method | 'magic'",
                "{'dataset': 'pets', 'methods': [{'method': 'share'}]} | methods[0].name | control",
                "{'dataset': 'pets', 'methods': [{'method': 'sws'}, {'method': 'sws'}]} | methods[1].name | two have it",
                "{'dataset': 'pets', 'methods': [{'method': 'sws', 'settings': {'tuning': {'epochs': 9}}}]}"
                        + " | methods[0].settings.tuning | same for all",
                "{'dataset': 'pets', 'methods': [{'method': 'sws', 'settings': {'auxiliary': {'dim': 32}}}]}"
                        + " | methods[0].settings.auxiliary.dim | give it in model",
                "{'dataset': 'pets', 'methods': [{'method': 'sws', 'settings': {'magic': 1}}]}"
                        + " | methods[0].settings.magic | unknown field",
                "{'dataset': 'pets', 'methods': [{'method': 'fine', 'settings': {'rank': 0}}]}"
                        + " | methods[0].settings.rank | 0",
                "{'dataset': 'pets', 'without': {'magic': 'none'}} | without | 'magic'",
                "{'dataset': 'pets', 'without': {'share': ' '}} | without.share | say why",
                "{'dataset': 'pets', 'distillation': {'elastic': {'from': 1}}} | distillation.elastic | settings",
                "{'dataset': 'pets', 'seeds': [1, 1]} | seeds | different",
                "{'dataset': 'pets', 'seeds': [1, 2, 3, 4, 5, 6, 7, 8, 9]} | seeds | 9 of them",
                "{'dataset': 'pets', 'widths': [100]} | widths[0] | 32 wide",
                "{'dataset': 'pets', 'targets': [{'layers_source': [0, 0]}]} | targets[0].layers_source | stages",
                "{'dataset': 'pets', 'targets': [{'depth': 4, 'dim': 64}]} | targets[0].dim | give widths",
                "{'dataset': 'pets', 'targets': [65]} | targets | without",
                "{'dataset': 'pets', 'tuning': {'epochs': 0}} | tuning.epochs | at least 1",
                "{'dataset': 'pets', 'model': {'patch_size': 5}} | model.patch_size | 5"
            })
    void refusalNamesTheFieldAndTheRemedy(String request, String field, String words) {
        // When, Then
        assertThatThrownBy(() -> parts(request))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining(words)
                .extracting(e -> ((InvalidFieldException) e).field())
                .isEqualTo(field);
    }

    @Test
    void moreModelsThanCanBeLookedAtAreRefused() {
        // Given
        String request = "{'dataset': 'pets', 'widths': [96, 192, 288, 384], 'seeds': [1, 2, 3, 4, 5, 6, 7, 8],"
                + " 'targets': [1, 2, 3, 4, 5, 6, 7, 8]}";

        // When, Then
        assertThatThrownBy(() -> request(request))
                .hasMessageContaining("1792 models")
                .hasMessageContaining("at most 1024");
    }

    private static List<Part> parts(String request) {
        return ComparisonPlan.of(request(request), CLASSES, AncestorChoice.of("the-ancestor"))
                .parts();
    }

    private static Part part(List<Part> parts, String id) {
        return parts.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }

    private static ComparisonRequest request(String text) {
        try {
            return Json.readStrict(
                    Json.mapper().readTree(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                    ComparisonRequest.class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
