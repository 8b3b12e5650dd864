package io.learngene.engine.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.engine.shape.NetworkSpec;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Whatever timm's or Hugging Face's description says, it is a network that is described again the same, or refused as none. */
class ModelConfigFuzzTest {

    /** Networks that are counted tensor by tensor. */
    private static final long MOST_PARAMETERS = 10_000_000;

    /** @param files a config.json, and a preprocessor_config.json if there is one, separated by {@code ~} */
    @FuzzTest
    @Timeout(60)
    void isReadOrRefused(byte[] files) {
        String[] texts = new String(files, ISO_8859_1).split("~", 2);
        try {
            JsonNode config = parsed(texts[0]);
            if (HuggingFaceConfig.isOne(config)) {
                huggingFace(config, texts.length > 1 ? parsed(texts[1]) : null);
            } else {
                timm(config);
            }
        } catch (InvalidFieldException refused) {
            assertThat(refused.field()).isNotBlank();
        }
    }

    private static JsonNode parsed(String text) {
        return ModelFolder.parseConfig(text.getBytes(ISO_8859_1));
    }

    private static void huggingFace(JsonNode config, JsonNode preprocessor) {
        ModelArchitecture architecture = HuggingFaceConfig.read(config);
        ModelArchitecture asked = HuggingFaceConfig.asked(architecture, preprocessor);
        HuggingFaceConfig.preprocessing(preprocessor, asked.imageSize());
        HuggingFaceConfig.normalisation(config, preprocessor);
        HuggingFaceConfig.multiLabel(config);
        same(architecture, HuggingFaceConfig.labelNames(config), HuggingFaceConfig.cropPct(preprocessor));
    }

    private static void timm(JsonNode config) {
        ModelArchitecture architecture = TimmConfig.read(config);
        TimmConfig.preprocessing(config, architecture.imageSize());
        TimmConfig.normalisation(config);
        Double cropPct = TimmConfig.cropPct(config);
        same(architecture, TimmConfig.labelNames(config), cropPct == null ? 1 : cropPct);
    }

    private static void same(ModelArchitecture architecture, List<String> labels, double cropPct) {
        if (architecture instanceof TorchScriptArchitecture) {
            return;
        }
        if (architecture.parameters() < MOST_PARAMETERS) {
            assertThat(NetworkSpec.of(architecture).parameters()).isNotEmpty();
        }
        JsonNode written = parsed(ModelFolder.config(architecture, labels, cropPct));
        assertThat(TimmConfig.read(written)).isEqualTo(architecture);
        assertThat(TimmConfig.labelNames(written)).isEqualTo(labels);
        assertThat(Json.read(Json.write(architecture), ModelArchitecture.class)).isEqualTo(architecture);
    }
}
