package io.learngene.gateway.api;

import io.learngene.gateway.problem.Problems;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Says in the document what is so of every operation: it may answer with a problem, and ask for a key. */
public class OpenApiProblems implements OASFilter {

    private static final String PROBLEM = "Problem";
    private static final String KEY = "key";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getComponents().addSchema(PROBLEM, schema());
        api.getComponents()
                .addSecurityScheme(
                        KEY,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("a key, or a token of the gateway's issuer, where it asks for one"));
        api.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(KEY));
        APIResponse response = OASFactory.createAPIResponse()
                .description("a problem: what is wrong and what to change (RFC 9457)")
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problems.JSON,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(PROBLEM))));
        api.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream())
                .forEach(operation -> operation.getResponses().setDefaultValue(response));
    }

    private static Schema schema() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("type", text())
                .addProperty("title", text())
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("detail", text())
                .addProperty("field", text());
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
