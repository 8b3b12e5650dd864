package io.learngene.local.command;

import io.learngene.local.client.FileTrouble;
import io.learngene.local.client.FoundryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A request as a person wrote it.
 *
 * @param type its media type, by the name of the file
 * @param content what is in the file
 */
record RequestFile(String type, byte[] content) {

    /** More than any gateway takes by default; what a device or a pipe holds may have no end. */
    private static final int MOST_BYTES = 1 << 24;

    /**
     * @param file a file of a person
     * @return what is in it
     * @throws FoundryException if it cannot be a request
     */
    static RequestFile read(Path file) {
        byte[] request;
        if (Files.isDirectory(file)) {
            throw new FoundryException(FoundryException.USAGE, "cannot read " + file + ": it is a folder");
        }
        try (InputStream in = Files.newInputStream(file)) {
            request = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw FileTrouble.cannot("read", file, e);
        }
        if (request.length > MOST_BYTES) {
            throw new FoundryException(
                    FoundryException.USAGE, file + " has more than " + MOST_BYTES + " bytes, which is no request");
        }
        if (new String(request, StandardCharsets.UTF_8).isBlank()) {
            throw new FoundryException(FoundryException.USAGE, file + " is empty; a request names at least a dataset");
        }
        String type = file.toString().endsWith(".json") ? "application/json" : "application/yaml";
        return new RequestFile(type, request);
    }
}
