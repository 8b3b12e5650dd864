package io.learngene.gateway.submission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.guard.JsonTokens;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.gateway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads what a person wrote, JSON or YAML: unknown fields, repeated fields and trailing text are errors. */
@ApplicationScoped
public class Documents {

    private static final int MOST_NESTING = 40;
    private static final int MOST_CHARACTERS = 4 << 20;
    /** 64 targets of 256 layers each, and room for the rest. */
    private static final int MOST_TOKENS = 20_000;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(MOST_NESTING)
            .maxDocumentLength(MOST_CHARACTERS)
            .build();
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(CONSTRAINTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .streamReadConstraints(CONSTRAINTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .loaderOptions(loaderOptions())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final int most;
    private final MemoryBudget memory;

    Documents(GatewayConfig config, MemoryBudget memory) {
        this.most = config.requestBytes();
        this.memory = memory;
    }

    /**
     * @param <T> type
     * @param body the document; no more of it is read than is allowed
     * @param mediaType its media type; null means JSON
     * @param type what to read
     * @return the record
     */
    public <T> T read(InputStream body, MediaType mediaType, Class<T> type) {
        return read(body, mediaType, tree -> Json.readStrict(tree, type));
    }

    /**
     * @param body a request, of whatever method its field {@code method} says
     * @param mediaType its media type; null means JSON
     * @param standard what it is if it does not say
     * @return the request
     */
    public MethodRequest request(InputStream body, MediaType mediaType, Class<? extends MethodRequest> standard) {
        return read(body, mediaType, tree -> {
            Class<? extends MethodRequest> type = tree.has("method") ? MethodRequest.class : standard;
            return Json.readStrict(tree, type);
        });
    }

    private <T> T read(InputStream body, MediaType mediaType, Function<JsonNode, T> reader) {
        byte[] bytes = bytes(body);
        boolean yaml = mediaType != null && mediaType.getSubtype().contains("yaml");
        ObjectMapper mapper = yaml ? YAML : JSON;
        try (MemoryBudget.Share share = memory.share()) {
            share.take(JsonTokens.heap(mapper.createParser(bytes), MOST_TOKENS, "(document)"));
            JsonNode tree = mapper.readTree(bytes);
            Check.that(
                    tree != null && tree.isObject(),
                    "(document)",
                    tree == null ? "nothing" : tree.getNodeType().toString().toLowerCase(java.util.Locale.ROOT),
                    "send an object");
            return reader.apply(tree);
        } catch (IOException e) {
            throw Json.explain(e);
        }
    }

    private byte[] bytes(InputStream body) {
        try {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw ProblemException.tooLarge(most);
            }
            Check.that(bytes.length > 0, "(document)", "empty", "send a JSON or YAML object");
            return bytes;
        } catch (IOException e) {
            throw new ProblemException(400, "Request broke off", "the body could not be read to its end", null);
        }
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(10);
        options.setNestingDepthLimit(MOST_NESTING);
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setAllowDuplicateKeys(false);
        return options;
    }
}
