package io.learngene.gateway.guard;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import java.io.IOException;

/** Counts what a document is made of before it becomes a tree: a megabyte of {@code [{},{},...]} becomes thirty. */
public final class JsonTokens {

    /** Heap that a token takes in a tree, bytes, generously. */
    private static final long HEAP = 120;

    private JsonTokens() {}

    /**
     * @param document the document; read to its end and closed
     * @param most tokens allowed: names, values, brackets
     * @param field name of the document in messages
     * @return heap that its tree takes, bytes
     * @throws InvalidFieldException if there are more, or one stands for others
     * @throws IOException if it is not well-formed
     */
    public static long heap(JsonParser document, int most, String field) throws IOException {
        int count = 0;
        try (document) {
            for (JsonToken token = document.nextToken(); token != null; token = document.nextToken()) {
                refuseAlias(document, field);
                count++;
                Check.that(
                        count <= most,
                        field,
                        "more than " + most + " names and values",
                        "no document that is meant needs as many; leave out what is not needed");
            }
        }
        return count * HEAP;
    }

    /** What is read in its place would be the name of the anchor, not what it stands for. */
    private static void refuseAlias(JsonParser document, String field) throws IOException {
        if (document instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new InvalidFieldException(
                    field, "*" + yaml.getText(), "aliases are not read here; write out what it stands for");
        }
    }
}
