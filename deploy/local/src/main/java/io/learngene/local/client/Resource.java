package io.learngene.local.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of the API. Whatever people give as a name stays one segment; what no name is, the gateway says. */
public final class Resource {

    private Resource() {}

    /**
     * @param segments for example {@code families}, an id, {@code models}
     * @return the path, for example {@code /families/demo-1a2b3c4d/models}
     * @throws FoundryException if a segment is empty, {@code .} or {@code ..}, which would name another resource
     */
    public static String of(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            if (segment.isBlank() || segment.equals(".") || segment.equals("..")) {
                throw new FoundryException(FoundryException.USAGE, "'" + segment + "' is no name");
            }
            path.append('/')
                    .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return path.toString();
    }
}
