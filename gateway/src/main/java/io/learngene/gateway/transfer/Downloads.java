package io.learngene.gateway.transfer;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.problem.Problems;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;

/** Streams files of the store: with their checksum as entity tag, whole or a range. */
@ApplicationScoped
public class Downloads {

    private final ArtefactStore store;
    private final Outgoing outgoing;

    Downloads(ArtefactStore store, Outgoing outgoing) {
        this.store = store;
        this.outgoing = outgoing;
    }

    /**
     * @param file a file of an artefact
     * @param request headers of the request
     * @return the answer
     */
    public Response stored(ArtefactRef file, HttpHeaders request) {
        EntityTag tag = new EntityTag(file.sha256());
        if (matches(request, tag)) {
            return Response.notModified(tag).build();
        }
        ByteRange range;
        try {
            range = outgoing.isGet() && unchanged(request, tag)
                    ? ByteRange.of(request.getHeaderString("Range"), file.size())
                    : null;
        } catch (IndexOutOfBoundsException e) {
            return unsatisfiable(file.size());
        }
        long first = range == null ? 0 : range.first();
        long length = range == null ? file.size() : range.length();
        StreamingOutput body = outgoing.bounded(length, out -> {
            try (InputStream in = store.open(file.key(), first, length)) {
                in.transferTo(out);
            }
        });
        Response.ResponseBuilder response =
                range == null ? Response.ok(body) : Response.status(206).entity(body);
        if (range != null) {
            response.header("Content-Range", "bytes " + first + "-" + (first + length - 1) + "/" + file.size());
        }
        return response.type(mediaType(file.name()))
                .tag(tag)
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header("Accept-Ranges", "bytes")
                .build();
    }

    static boolean matches(HttpHeaders request, EntityTag tag) {
        String known = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
        return known != null && (known.strip().equals("*") || known.contains('"' + tag.getValue() + '"'));
    }

    /** Whether a part fits what the client has of the file: a part of another content would make a file of neither. */
    private static boolean unchanged(HttpHeaders request, EntityTag tag) {
        String has = request.getHeaderString("If-Range");
        return has == null || has.strip().equals('"' + tag.getValue() + '"');
    }

    static String mediaType(String name) {
        if (name.endsWith(".json")) {
            return MediaType.APPLICATION_JSON;
        }
        if (name.endsWith(".jsonl")) {
            return "application/jsonl";
        }
        return name.endsWith(".md") ? "text/markdown;charset=UTF-8" : MediaType.APPLICATION_OCTET_STREAM;
    }

    private static Response unsatisfiable(long size) {
        ProblemException problem =
                new ProblemException(416, "Range not satisfiable", "the file has " + size + " bytes", null);
        return Response.status(416)
                .type(Problems.JSON)
                .header("Content-Range", "bytes */" + size)
                .entity(problem.problem())
                .build();
    }
}
