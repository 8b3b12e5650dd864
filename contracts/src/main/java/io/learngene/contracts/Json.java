package io.learngene.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.regex.Pattern;

/** The one JSON dialect of the project: snake_case, ISO-8601 times, nulls left out, unknown fields tolerated. */
public final class Json {

    /** No list and no table of a message or a manifest holds a null; of one in a person's document the records speak themselves. */
    private static final ObjectMapper MAPPER =
            configure(JsonMapper.builder()).build().setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));

    private static final ObjectMapper STRICT = configure(JsonMapper.builder())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Jackson's words name classes, which nobody outside knows: of {@code io.learngene.contracts.family.Target}, the last part. */
    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}([A-Z][\\w$]*)");

    /** And what went wrong inside it, which is told after that. */
    private static final Pattern ACCIDENT = Pattern.compile("^\\w+(?:Exception|Error): ");

    private Json() {}

    /** {@return the tolerant mapper; callers do not reconfigure it} */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * The settings of the dialect, for another format (YAML) or a framework's own mapper.
     *
     * @param <M> mapper type
     * @param <B> builder type
     * @param builder what to configure
     * @return the builder
     */
    public static <M extends ObjectMapper, B extends com.fasterxml.jackson.databind.cfg.MapperBuilder<M, B>>
            B configure(B builder) {
        for (Vocabulary vocabulary : Vocabulary.all()) {
            vocabulary.requests().forEach(builder::registerSubtypes);
            vocabulary.jobs().keySet().forEach(builder::registerSubtypes);
            vocabulary.results().forEach(builder::registerSubtypes);
            vocabulary.origins().forEach(builder::registerSubtypes);
            vocabulary.initialModels().forEach(builder::registerSubtypes);
        }
        return builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .addModule(new JavaTimeModule())
                .serializationInclusion(JsonInclude.Include.NON_NULL)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                // Where the one method is meant, its requests need not name it.
                .disable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS);
    }

    /**
     * Reads a message or manifest; unknown fields are ignored, so that a newer writer can be read.
     *
     * @param <T> type
     * @param bytes UTF-8 JSON; null, as Kafka's records may be, is none
     * @param type what to read
     * @return the record
     * @throws InvalidFieldException if it is no JSON, or a field is refused
     */
    public static <T> T read(byte[] bytes, Class<T> type) {
        Check.that(bytes != null, "(document)", "nothing", "give a JSON object");
        try {
            T value = MAPPER.readValue(bytes, type);
            Check.that(value != null, "(document)", "null", "give a JSON object");
            return value;
        } catch (IOException e) {
            throw explain(e);
        }
    }

    /**
     * Reads what a person wrote: unknown fields are refused, so that a typo does not pass in silence.
     *
     * @param <T> type
     * @param tree the parsed document
     * @param type what to read
     * @return the record
     * @throws InvalidFieldException if a field is unknown or refused
     */
    public static <T> T readStrict(JsonNode tree, Class<T> type) {
        try {
            T value = STRICT.treeToValue(tree, type);
            Check.that(value != null, "(document)", "null", "give an object");
            return value;
        } catch (JsonProcessingException e) {
            throw explain(e);
        }
    }

    /**
     * @param value a record
     * @return UTF-8 JSON
     */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a contract record could not be written as JSON", e);
        }
    }

    /**
     * @param value a record
     * @return indented JSON for people
     */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a contract record could not be written as JSON", e);
        }
    }

    /**
     * Turns a Jackson failure into one that names the field, the value and the remedy.
     *
     * @param e what Jackson threw
     * @return the explanation
     */
    public static InvalidFieldException explain(IOException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new InvalidFieldException(
                    path(unknown), "unknown field", "known here: " + unknown.getKnownPropertyIds());
        }
        if (e instanceof JsonMappingException mapping) {
            for (Throwable cause = mapping.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidFieldException invalid) {
                    return invalid.under(path(mapping));
                }
            }
            String path = path(mapping);
            return new InvalidFieldException(
                    path.isEmpty() ? "(document)" : path, "not readable", firstLine(mapping.getOriginalMessage()));
        }
        if (e instanceof JsonProcessingException syntax && syntax.getLocation() != null) {
            return new InvalidFieldException(
                    "(document)",
                    "not well-formed",
                    "line " + syntax.getLocation().getLineNr() + ", column "
                            + syntax.getLocation().getColumnNr() + ": " + firstLine(syntax.getOriginalMessage()));
        }
        return new InvalidFieldException("(document)", "not readable", firstLine(e.getMessage()));
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(visible(reference.getFieldName()));
            }
        }
        return path.toString();
    }

    /** A name that nobody sees is shown in quotes: the path would else be none, or end at a dot. */
    private static String visible(String name) {
        return name.isBlank() ? "'" + name + "'" : name;
    }

    private static String firstLine(String message) {
        String line =
                message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
        return ACCIDENT.matcher(CLASS_NAME.matcher(line).replaceAll("$1")).replaceFirst("");
    }
}
