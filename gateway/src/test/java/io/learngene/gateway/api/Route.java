package io.learngene.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An operation of the OpenAPI document. */
record Route(String method, String path, boolean takesDocument) {

    static List<Route> all() throws IOException {
        JsonNode document = new YAMLMapper()
                .readTree(Repository.root()
                        .resolve("gateway/src/main/openapi/openapi.yaml")
                        .toFile());
        List<Route> routes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                boolean takes =
                        operation.getValue().path("requestBody").path("content").has("application/json");
                routes.add(new Route(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), takes));
            }
        }
        assertThat(routes).hasSizeGreaterThan(45);
        return routes;
    }

    /** {@return the same with a name for every parameter of its path} */
    Route of(String name) {
        return new Route(method, path.replaceAll("\\{[^}]*}", name), takesDocument);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
