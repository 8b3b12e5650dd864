package io.learngene.method.mimetic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Attention;
import io.learngene.method.DistillingMethod;
import io.learngene.method.MimeticRule;
import io.learngene.method.MimeticWeights;
import io.learngene.method.sws.FamilyRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A learngene whose shared blocks begin with mimetic attention. */
class MimeticLearngeneTest {

    private static final List<String> MIMETIC = List.of(
            "pos_embed",
            "blocks.0.attn.qkv.weight",
            "blocks.0.attn.proj.weight",
            "blocks.1.attn.qkv.weight",
            "blocks.1.attn.proj.weight");

    private static final VitArchitecture TWO_BLOCKS =
            request("'attention': 'mimetic'").auxiliary(10, 32).withDepth(2);

    @Test
    void sharedBlocksBeginAsThoseOfAMimeticModelOfAsManyLayers() throws IOException {
        // Given
        DistillingMethod.Plan plan = plan("'attention': 'mimetic'");

        // When
        Map<String, Tensor> first = plan.first().get();

        // Then
        StrictLoading.check(plan.network(), first);
        assertThat(first.get("blocks.1.attn.qkv.weight"))
                .isEqualTo(MimeticWeights.of(TWO_BLOCKS, MimeticRule.DEFAULT, 42)
                        .get("blocks.1.attn.qkv.weight")
                        .tensor());
    }

    @Test
    void everythingButAttentionAndPositionsIsDrawnAsWithoutIt() throws IOException {
        // Given
        DistillingMethod.Plan plan = plan("'attention': 'mimetic'");

        // When
        Map<String, Tensor> first = plan.first().get();

        // Then
        assertThat(unlike(first, drawn(plan, WeightInit.TRUNC_NORMAL))).containsExactlyInAnyOrderElementsOf(MIMETIC);
    }

    @Test
    void otherMatricesAreDrawnAsTheDistillationSays() throws IOException {
        // Given
        DistillingMethod.Plan plan = plan("'attention': 'mimetic', 'weight_init': 'xavier_uniform'");

        // When
        Map<String, Tensor> first = plan.first().get();

        // Then
        assertThat(unlike(first, drawn(plan, WeightInit.XAVIER_UNIFORM))).containsExactlyInAnyOrderElementsOf(MIMETIC);
    }

    @Test
    void withoutMimeticAttentionAllMatricesAreDrawnSo() throws IOException {
        // Given
        DistillingMethod.Plan plan = plan("'weight_init': 'xavier_uniform'");

        // When
        Map<String, Tensor> first = plan.first().get();

        // Then
        assertThat(first).isEqualTo(drawn(plan, WeightInit.XAVIER_UNIFORM));
    }

    @Test
    void jobThatSaysNothingOfItDrawsEverything() {
        // When
        DistillingMethod.Plan plan = plan("'alpha': 1");

        // Then
        assertThat(plan.first()).isNull();
    }

    @Test
    void acceptedRequestThatSaysNothingBeginsSo() {
        // When
        FamilyRequest accepted = accepted("{'dataset': 'd'}");

        // Then
        assertThat(accepted.distillation().attention()).isEqualTo(Attention.MIMETIC);
        assertThat(accepted.distillation().weightInit()).isEqualTo(WeightInit.XAVIER_UNIFORM);
        assertThat(accepted.distillation().elastic().shallow()).isEqualTo(0.6);
    }

    @Test
    void acceptedRequestOfAWidthWithoutSinusoidalPositionsDrawsEverything() {
        // When
        FamilyRequest accepted = accepted("{'dataset': 'd', 'auxiliary': {'dim': 66, 'heads': 3}}");

        // Then
        assertThat(accepted.distillation().attention()).isEqualTo(Attention.DRAWN);
    }

    @Test
    void acceptedRequestKeepsWhatItSays() {
        // When
        FamilyRequest accepted =
                accepted("{'dataset': 'd', 'distillation': {'attention': 'drawn', 'elastic': {'from': 0.5}}}");

        // Then
        assertThat(accepted.distillation().attention()).isEqualTo(Attention.DRAWN);
        assertThat(accepted.distillation().drawn()).isEqualTo(WeightInit.TRUNC_NORMAL);
        assertThat(accepted.distillation().elastic().shallow()).isNull();
    }

    private static Map<String, Tensor> drawn(DistillingMethod.Plan plan, WeightInit init) throws IOException {
        return TensorSource.tensors(RandomInitialisation.sources(plan.network(), 42, init));
    }

    private static List<String> unlike(Map<String, Tensor> some, Map<String, Tensor> others) {
        return some.keySet().stream()
                .filter(name -> !some.get(name).equals(others.get(name)))
                .toList();
    }

    private static FamilyRequest accepted(String json) {
        FamilyRequest request = Json.read(json.replace('\'', '"').getBytes(UTF_8), FamilyRequest.class);
        return request.accepted(request.dataset());
    }

    private static DistillingMethod.Plan plan(String distillation) {
        FamilyRequest request = request(distillation);
        return DistillingMethod.Plan.sharing(request, request.auxiliary(10, 32));
    }

    private static FamilyRequest request(String distillation) {
        String json = "{'dataset': 'd', 'auxiliary': {'dim': 32, 'heads': 2, 'repeats': [2, 2]}, 'distillation': {"
                + distillation + "}}";
        return Json.read(json.replace('\'', '"').getBytes(UTF_8), FamilyRequest.class);
    }
}
