package io.learngene.engine.data.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.learngene.contracts.Json;
import io.learngene.engine.data.images.DatasetException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file that says which labels the images beside it have, as Hugging Face's imagefolder has it: {@code metadata.csv} with the columns
 * {@code file_name} and {@code labels}, labels separated by {@code |}, or {@code metadata.jsonl} with the same fields, labels as a list.
 */
final class LabelFile {

    private static final String FILE = "file_name";
    private static final String LABELS = "labels";
    private static final Set<String> KNOWN = Set.of(FILE, LABELS);
    private static final char SEPARATOR = '|';
    private static final int LONGEST_LABEL = 200;
    private static final int LONGEST_SHOWN = 60;

    private static final ObjectReader JSON =
            Json.mapper().readerFor(JsonNode.class).with(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());

    /** Takes a line. */
    interface Taker {
        void line(int number, String file, List<String> labels);
    }

    private final String name;
    private final Taker taker;

    private LabelFile(String name, Taker taker) {
        this.name = name;
        this.taker = taker;
    }

    /**
     * @param name path of a file
     * @return whether it is named as one
     */
    static boolean isOne(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.equals("metadata.csv") || file.equals("metadata.jsonl");
    }

    /**
     * @param name its path
     * @param content its bytes
     * @param taker hears of every line, in order
     * @throws DatasetException if a line is not what it has to be
     */
    static void read(String name, byte[] content, Taker taker) {
        LabelFile file = new LabelFile(name, taker);
        String text = text(name, content);
        if (name.endsWith(".csv")) {
            file.csv(text);
        } else {
            file.jsonLines(text);
        }
    }

    private static String text(String name, byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            // Some programs mark UTF-8 by its first character.
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DatasetException(name + " is no UTF-8; save it as that", e);
        }
    }

    private void csv(String text) {
        Csv csv = new Csv(name, text);
        List<String> header = csv.next();
        if (header == null || !KNOWN.equals(new TreeSet<>(header)) || header.size() != KNOWN.size()) {
            throw new DatasetException(name + " has the columns " + shown(String.valueOf(header))
                    + "; give file_name and labels and no others, separated by a comma");
        }
        int fileAt = header.indexOf(FILE);
        for (List<String> cells = csv.next(); cells != null; cells = csv.next()) {
            if (cells.size() != header.size()) {
                throw wrong(
                        csv.line(),
                        "has " + cells.size() + " cells; give a file_name and its labels, separated by " + SEPARATOR
                                + ", in quotes where they hold a comma");
            }
            String labels = cells.get(1 - fileAt);
            take(csv.line(), cells.get(fileAt), labels.isEmpty() ? List.of() : separated(labels));
        }
    }

    private static List<String> separated(String labels) {
        List<String> all = new ArrayList<>();
        int from = 0;
        for (int to = labels.indexOf(SEPARATOR); to >= 0; to = labels.indexOf(SEPARATOR, from)) {
            all.add(labels.substring(from, to));
            from = to + 1;
        }
        all.add(labels.substring(from));
        return all;
    }

    private void jsonLines(String text) {
        int number = 0;
        for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); ) {
            String line = lines.next();
            number++;
            if (!line.isBlank()) {
                object(number, line);
            }
        }
    }

    private void object(int number, String line) {
        JsonNode object;
        try {
            object = JSON.readValue(line);
        } catch (JsonProcessingException e) {
            throw wrong(
                    number,
                    "is no JSON: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("unreadable"));
        }
        if (!object.isObject()) {
            throw wrong(number, "is no JSON object; give {\"file_name\": \"1.jpg\", \"labels\": [\"cat\"]}");
        }
        object.fieldNames().forEachRemaining(field -> {
            if (!KNOWN.contains(field)) {
                throw wrong(number, "has the field '" + shown(field) + "'; give file_name and labels and no others");
            }
        });
        if (!object.path(FILE).isTextual() || !object.path(LABELS).isArray()) {
            throw wrong(number, "needs a text file_name and a list labels, which may be empty");
        }
        List<String> labels = new ArrayList<>();
        for (JsonNode label : object.path(LABELS)) {
            if (!label.isTextual()) {
                throw wrong(number, "has the label " + shown(label.toString()) + ", which is no text");
            }
            labels.add(label.textValue());
        }
        take(number, object.path(FILE).textValue(), labels);
    }

    private void take(int number, String file, List<String> labels) {
        if (file.isEmpty() || file.indexOf('/') >= 0 || file.indexOf('\\') >= 0) {
            throw wrong(
                    number,
                    "names the file '" + shown(file)
                            + "'; give the name of an image beside this file, without folders");
        }
        for (String label : labels) {
            if (label.isEmpty()
                    || label.length() > LONGEST_LABEL
                    || !label.strip().equals(label)
                    || label.chars().anyMatch(Character::isISOControl)) {
                throw wrong(
                        number,
                        "has the label '" + shown(label) + "'; give 1 to " + LONGEST_LABEL
                                + " printable characters without spaces around them, and no labels at all for an image without");
            }
        }
        taker.line(number, file, labels);
    }

    private DatasetException wrong(int number, String what) {
        return new DatasetException(name + ": line " + number + " " + what);
    }

    /** {@return what a message may hold of a file of somebody else} */
    static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "..." : plain;
    }
}
