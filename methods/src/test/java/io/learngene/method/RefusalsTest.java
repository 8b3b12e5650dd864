package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.method.tuning.TuneRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request is said with the field, its value and what to do. */
class RefusalsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | dataset | required",
                "{'dataset': '../up'} | dataset.name | ../up",
                "{'dataset': {'name': 'd', 'image_size': 4}} | dataset.image_size | 4",
                "{'dataset': {'name': 'd', 'image_size': 100000}} | dataset.image_size | 100000",
                "{'dataset': {'name': 'd', 'train_images': 0}} | dataset.train_images | 0",
                "{'dataset': {'name': 'd', 'sha256': 'x'}} | dataset.sha256 | x",
                "{'dataset': 'd', 'name': 'a b'} | name | a b",
                "{'dataset': 'd', 'targets': []} | targets | 1 to 64",
                "{'dataset': 'd', 'targets': [0]} | targets[0].depth | 0",
                "{'dataset': 'd', 'targets': [3, 10000]} | targets[1].depth | 10000",
                "{'dataset': 'd', 'targets': [{'max_parameters': -1}]} | targets[0].max_parameters | -1",
                "{'dataset': 'd', 'targets': [{}]} | targets[0] | depth",
                "{'dataset': 'd', 'targets': [{'layers_source': [0, 9]}]} | targets[0].layers_source | 0 to 3",
                "{'dataset': 'd', 'auxiliary': {'dim': 100, 'heads': 3}} | auxiliary.heads | 100",
                "{'dataset': 'd', 'auxiliary': {'dim': 7}} | auxiliary.dim | 7",
                "{'dataset': 'd', 'auxiliary': {'repeats': []}} | auxiliary.repeats | 1",
                "{'dataset': 'd', 'auxiliary': {'repeats': [2, 0]}} | auxiliary.repeats | 0",
                "{'dataset': 'd', 'auxiliary': {'repeats': [200, 200]}} | auxiliary.repeats | 256",
                "{'dataset': 'd', 'auxiliary': {'patch_size': 5}} | auxiliary.patch_size | 32",
                "{'dataset': 'd', 'distillation': {'alpha': 2}} | distillation.alpha | 2",
                "{'dataset': 'd', 'distillation': {'tau': 0}} | distillation.tau | 0",
                "{'dataset': 'd', 'distillation': {'elastic': {'from': 2}}} | distillation.elastic.from | 2",
                "{'dataset': 'd', 'distillation': {'elastic': {'repeats': [3, 1]}}} | distillation.elastic.repeats | fewest",
                "{'dataset': 'd', 'distillation': {'elastic': {'depths': [0, 9]}}} | distillation.elastic.depths | least",
                "{'dataset': 'd', 'distillation': {'elastic': {'depths': [4, 9], 'repeats': [1, 2]}}} | distillation.elastic.repeats | leave one",
                "{'dataset': 'd', 'distillation': {'attention': 'copied'}} | distillation.attention | mimetic",
                "{'dataset': 'd', 'auxiliary': {'dim': 66, 'heads': 3}, 'distillation': {'attention': 'mimetic'}} | auxiliary.dim | attention: drawn",
                "{'dataset': {'name': 'd', 'crop_pct': 1.5}} | dataset.crop_pct | 1.5",
                "{'dataset': 'd', 'tuning': {'augmentation': {'rand_augment': 'rand-m99'}}} | tuning.augmentation.rand_augment | mstd0.5",
                "{'dataset': 'd', 'tuning': {'augmentation': {'scale': [1, 0.1]}}} | tuning.augmentation.scale | least",
                "{'dataset': 'd', 'tuning': {'augmentation': {'scale': [0.1, 1], 'crop_padding': 4}}} | tuning.augmentation.crop_padding | one",
                "{'dataset': 'd', 'tuning': {'augmentation': {'interpolation': 'bicubic'}}} | tuning.augmentation.interpolation | scale",
                "{'dataset': 'd', 'tuning': {'augmentation': {'mixup_off_epoch': 2}}} | tuning.augmentation.mixup_off_epoch | mixup or cutmix",
                "{'dataset': 'd', 'distillation': {'stored_answers': {'epochs': 3}, 'training': {'augmentation': {'mixup': 0.8, 'mixup_off_epoch': 2}}}} | distillation.stored_answers.epochs | mixup_off_epoch",
                "{'dataset': 'd', 'distillation': {'training': {'loss': 'bce'}}} | distillation.training.loss | labels alone",
                "{'dataset': 'd', 'tuning': {'loss': 'hinge'}} | tuning.loss | bce",
                "{'dataset': 'd', 'tuning': {'epochs': -1}} | tuning.epochs | -1",
                "{'dataset': 'd', 'tuning': {'batch_size': 0}} | tuning.batch_size | 0",
                "{'dataset': 'd', 'tuning': {'learning_rate': -0.1}} | tuning.learning_rate | -0.1",
                "{'dataset': 'd', 'tuning': {'precision': 'fp12'}} | tuning.precision | fp32",
                "{'dataset': 'd', 'tuning': {'drop_path': 1.5}} | tuning.drop_path | 1.5",
                "{'dataset': 'd', 'ancestor': {'id': 'a', 'train': {}}} | ancestor.train | either",
                "{'dataset': 'd', 'seed': 'x'} | seed | x"
            })
    void familyIsRefused(String json, String field, String part) {
        // When
        InvalidFieldException refusal = refusal(json, FamilyRequest.class);

        // Then
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(part);
    }

    /** What these train is not the weights of attention. */
    @ParameterizedTest
    @ValueSource(strings = {"tleg", "fine", "wave"})
    void methodOfFactorsRefusesMimeticAttention(String method) {
        // Given
        String json = "{'method': '" + method + "', 'dataset': 'd', 'distillation': {'attention': 'mimetic'}}";

        // When
        InvalidFieldException refusal = refusal(json, MethodRequest.class);

        // Then
        assertThat(refusal.field()).isEqualTo("distillation.attention");
        assertThat(refusal).hasMessageContaining("leave it out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | targets | required",
                "{'targets': []} | targets | give",
                "{'targets': [300]} | targets[0].depth | 300"
            })
    void expansionIsRefused(String json, String field, String part) {
        // When
        InvalidFieldException refusal = refusal(json, ExpandRequest.class);

        // Then
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(part);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'dataset': 'd'} | source | required",
                "{'source': 'L04'} | dataset | required",
                "{'source': '../L04', 'dataset': 'd'} | source | ../L04"
            })
    void tuningIsRefused(String json, String field, String part) {
        // When
        InvalidFieldException refusal = refusal(json, TuneRequest.class);

        // Then
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(part);
    }

    private static InvalidFieldException refusal(String json, Class<?> type) {
        byte[] document = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        InvalidFieldException refusal =
                catchThrowableOfType(InvalidFieldException.class, () -> Json.read(document, type));
        assertThat(refusal).as(json).isNotNull();
        return refusal;
    }
}
