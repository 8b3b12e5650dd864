package io.learngene.local.command;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.learngene.local.client.FileTrouble;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.OneLine;
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

    private static final String JSON = "application/json";
    /** A field that comes twice is told, and not dropped in silence. */
    private static final ObjectMapper JSON_MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final ObjectMapper YAML_MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

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
        String type = file.toString().endsWith(".json") ? JSON : "application/yaml";
        return new RequestFile(type, request);
    }

    /**
     * @param field a field of the request
     * @param value what it is to be, whatever the file says
     * @return the same with it
     * @throws FoundryException if the file holds no object
     */
    RequestFile with(String field, String value) {
        ObjectMapper mapper = type.equals(JSON) ? JSON_MAPPER : YAML_MAPPER;
        try {
            if (mapper.readTree(content) instanceof ObjectNode request) {
                return new RequestFile(type, mapper.writeValueAsBytes(request.put(field, value)));
            }
            throw new FoundryException(
                    FoundryException.USAGE, "the request is no object with fields, so that it cannot have a " + field);
        } catch (IOException e) {
            throw new FoundryException(
                    FoundryException.USAGE,
                    "the request cannot be read, so that it cannot have a " + field + ": " + OneLine.of(e));
        }
    }
}
