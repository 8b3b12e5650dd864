package io.learngene.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.method.Continuation;
import io.learngene.method.Method;
import io.learngene.method.Methods;
import io.learngene.method.comparison.ComparisonRequest;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Puts what the methods' own JSON Schemas say into the document, where the resources know only an open type. */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
public class OpenApiWords implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        define(api, MethodRequest.class.getSimpleName(), "method-request");
        define(api, JobResult.class.getSimpleName(), "result-manifest");
        define(api, InitialModel.class.getSimpleName(), "initialisation");
        api.getComponents().addSchema(Learngene.class.getSimpleName(), learngene());
        String comparison = ComparisonRequest.class.getSimpleName();
        define(api, comparison, "comparison-request");
        accept(api.getPaths().getPathItem("/comparisons"), reference(comparison));
        Methods.all().stream()
                .flatMap(method -> method.continuations().stream())
                .forEach(continuation -> describe(api, continuation));
    }

    private static Schema learngene() {
        Schema any = OASFactory.createSchema();
        Vocabulary.all().stream()
                .flatMap(vocabulary -> vocabulary.results().stream())
                .filter(Learngene.class::isAssignableFrom)
                .forEach(type -> any.addAnyOf(reference(type.getSimpleName())));
        return any;
    }

    private static void describe(OpenAPI api, Continuation<?, ?> continuation) {
        String name = continuation.type().getSimpleName();
        define(api, name, name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
        api.getPaths().getPathItems().forEach((path, item) -> {
            if (path.endsWith("}/" + continuation.collection())) {
                accept(item, reference(name));
            }
        });
    }

    private static void accept(PathItem item, Schema request) {
        item.getPOST().getRequestBody().getContent().getMediaTypes().values().forEach(type -> type.setSchema(request));
    }

    private static void define(OpenAPI api, String name, String file) {
        JsonNode root = read(file);
        root.path("$defs").properties().forEach(each -> {
            if (isUnknown(api, each.getKey())) {
                api.getComponents().addSchema(each.getKey(), schema(each.getValue()));
            }
        });
        api.getComponents().addSchema(name, schema(root));
    }

    /** Whether the scanner saw no more than that it is an object. */
    private static boolean isUnknown(OpenAPI api, String name) {
        Schema known = api.getComponents().getSchemas().get(name);
        return known == null
                || known.getProperties() == null
                        && known.getAnyOf() == null
                        && List.of(Schema.SchemaType.OBJECT).equals(known.getType());
    }

    private static JsonNode read(String file) {
        String name = "schemas/" + file + ".schema.json";
        try (InputStream in = Method.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + Method.class.getName());
            }
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private static Schema schema(JsonNode node) {
        if (node.has("$ref")) {
            String target = node.get("$ref").asText();
            return reference(target.substring(target.lastIndexOf('/') + 1));
        }
        Schema schema = OASFactory.createSchema();
        JsonNode types = node.path("type");
        if (types.isTextual()) {
            schema.addType(type(types));
        }
        types.forEach(type -> schema.addType(type(type)));
        node.path("properties")
                .properties()
                .forEach(each -> schema.addProperty(each.getKey(), schema(each.getValue())));
        node.path("required").forEach(name -> schema.addRequired(name.asText()));
        node.path("anyOf").forEach(each -> schema.addAnyOf(schema(each)));
        node.path("enum").forEach(value -> schema.addEnumeration(value.asText()));
        if (node.has("const")) {
            schema.setConstValue(node.get("const").asText());
        }
        if (node.has("format")) {
            schema.setFormat(node.get("format").asText());
        }
        if (node.has("items")) {
            schema.setItems(schema(node.get("items")));
        }
        if (node.path("additionalProperties").isObject()) {
            schema.setAdditionalPropertiesSchema(schema(node.get("additionalProperties")));
        }
        return schema;
    }

    private static Schema.SchemaType type(JsonNode name) {
        return Schema.SchemaType.valueOf(name.asText().toUpperCase(Locale.ROOT));
    }

    private static Schema reference(String name) {
        return OASFactory.createSchema().ref(SCHEMAS + name);
    }
}
