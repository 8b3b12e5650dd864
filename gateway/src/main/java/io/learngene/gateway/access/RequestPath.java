package io.learngene.gateway.access;

import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;

/** What stands between the slashes of a request's path. */
public final class RequestPath {

    private RequestPath() {}

    /**
     * Decodes once, as the parameters of a resource are: JAX-RS' own path segments are decoded twice, and fail at a {@code %} that is meant as
     * one. Matrix parameters, and what is empty without them, lead to the same resource as the path without, and are left out.
     *
     * @param uri where a request goes
     * @return the parts of its path
     */
    public static List<String> of(UriInfo uri) {
        return Arrays.stream(uri.getPath().split("/"))
                .map(part -> part.contains(";") ? part.substring(0, part.indexOf(';')) : part)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
