package io.learngene.engine.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.learngene.engine.tensor.DType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The header of a safetensors file (huggingface/safetensors, format 0.4), checked: every byte after it belongs to exactly
 * one tensor, and every tensor's length follows from its type and shape. Fields of an entry that are not known are passed over, as the
 * reference implementation does. Whether a tensor's type is one that is computed with is for whoever needs the tensor to say.
 *
 * @param entries tensors by name, in the order of their data
 * @param metadata the {@code __metadata__} strings
 */
public record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

    /**
     * Largest header that is read, bytes. The reference implementation reads 100 MB; the largest vision models have some 100 kB.
     */
    public static final int MAX_LENGTH = 8 << 20;

    /** Heap that a byte of a header takes for a moment, generously: itself, names, shapes, tensors of no elements. */
    private static final int HEAP_PER_BYTE = 12;

    private static final int MAX_AXES = 16;

    private static final int MOST_SHOWN = 200;

    /**
     * One tensor.
     *
     * @param name name
     * @param type element type
     * @param shape sizes
     * @param begin offset of its first byte in the file
     * @param end offset behind its last byte in the file
     */
    public record Entry(String name, DType type, List<Long> shape, long begin, long end) {
        public Entry {
            shape = List.copyOf(shape);
        }

        /** {@return its length in bytes} */
        public long length() {
            return end - begin;
        }
    }

    public SafetensorsHeader {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Reads the header of a stored file by two range reads.
     *
     * @param file the file
     * @param fileLength length of the whole file in bytes
     * @return its checked header
     * @throws SafetensorsException if the file is damaged or no safetensors file
     * @throws IOException if it cannot be read
     */
    public static SafetensorsHeader read(RangeReader file, long fileLength) throws IOException {
        byte[] first = bytes(file, 0, (int) Math.min(8, fileLength));
        return parse(bytes(file, 8, length(first, fileLength)), fileLength);
    }

    private static byte[] bytes(RangeReader file, long offset, int length) throws IOException {
        try (InputStream in = file.open(offset, length)) {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the header broke off at its byte " + (offset + bytes.length));
            }
            return bytes;
        }
    }

    /**
     * Reads the length of the header from the first eight bytes of a file, without trusting it.
     *
     * @param firstBytes at least eight bytes
     * @param fileLength length of the whole file
     * @return length of the JSON that follows
     * @throws SafetensorsException if it is impossible
     */
    public static int length(byte[] firstBytes, long fileLength) {
        if (fileLength < 8 || firstBytes.length < 8) {
            throw new SafetensorsException("the file has " + fileLength
                    + " bytes, too few for a safetensors file; it is truncated or of another format");
        }
        long length = ByteBuffer.wrap(firstBytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        if (length < 2 || length > fileLength - 8) {
            throw new SafetensorsException("the header claims " + Long.toUnsignedString(length) + " bytes in a file of "
                    + fileLength + "; the file is truncated or no safetensors file");
        }
        int most = most(Runtime.getRuntime().maxMemory());
        if (length > most) {
            throw new SafetensorsException("the header has " + length + " bytes, and at most " + most
                    + " are read here; leave tensors and metadata out that the model does not need");
        }
        return (int) length;
    }

    /**
     * @param heapBytes heap of this process
     * @return largest header that is read there: a quarter of the heap is enough for what becomes of it
     */
    static int most(long heapBytes) {
        return (int) Math.min(MAX_LENGTH, heapBytes / 4 / HEAP_PER_BYTE);
    }

    /**
     * @param json the header, without its length
     * @param fileLength length of the whole file in bytes
     * @return the checked header
     * @throws SafetensorsException if anything in it does not add up
     */
    public static SafetensorsHeader parse(byte[] json, long fileLength) {
        expect(json.length > 0 && json[0] == '{', "the header is no JSON object, which begins with {");
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("__metadata__")) {
                    readMetadata(parser, metadata);
                } else {
                    entries.add(readEntry(parser, name, 8L + json.length));
                }
            }
            expect(parser.nextToken() == null, "something follows the header's JSON object");
        } catch (IOException e) {
            throw new SafetensorsException("the header is no well-formed JSON: "
                    + (e.getMessage() == null
                            ? "unreadable"
                            : shown(e.getMessage().lines().findFirst().orElse(""))));
        }
        return new SafetensorsHeader(inOrder(entries, 8L + json.length, fileLength), metadata);
    }

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(4).build())
            .build();

    private static void readMetadata(JsonParser parser, Map<String, String> metadata) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(parser.currentToken() == JsonToken.START_OBJECT, "__metadata__ is no object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(parser.nextToken() == JsonToken.VALUE_STRING, "__metadata__." + shown(key) + " is no string");
            metadata.put(key, parser.getText());
        }
    }

    private static Entry readEntry(JsonParser parser, String name, long dataBegin) throws IOException {
        String tensor = "tensor '" + shown(name) + "'";
        expect(parser.currentToken() == JsonToken.START_OBJECT, tensor + " is no object");
        DType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "dtype" -> type = type(parser, tensor);
                case "shape" -> shape = numbers(parser, tensor + " shape", MAX_AXES);
                case "data_offsets" -> offsets = numbers(parser, tensor + " data_offsets", 2);
                default -> parser.skipChildren();
            }
        }
        expect(type != null, tensor + " has no dtype");
        expect(shape != null, tensor + " has no shape");
        expect(offsets != null && offsets.size() == 2, tensor + " has no two data_offsets");
        long begin = offsets.get(0);
        long end = offsets.get(1);
        long length = type.bytes();
        try {
            for (long size : shape) {
                length = Math.multiplyExact(length, size);
            }
        } catch (ArithmeticException e) {
            throw new SafetensorsException(tensor + " has an absurd shape " + shape);
        }
        expect(
                begin <= end && end - begin == length,
                tensor + " is " + type + " " + shape + ", which takes " + length + " bytes, but its data_offsets "
                        + offsets + " do not");
        return new Entry(name, type, shape, dataBegin + begin, dataBegin + end);
    }

    private static DType type(JsonParser parser, String tensor) throws IOException {
        String name = parser.getText();
        for (DType type : DType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new SafetensorsException(tensor + " has dtype " + shown(name) + "; "
                + Stream.of(DType.values()).map(DType::name).collect(Collectors.joining(", ")) + " are read");
    }

    private static List<Long> numbers(JsonParser parser, String what, int most) throws IOException {
        expect(parser.currentToken() == JsonToken.START_ARRAY, what + " is no list");
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(
                    parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                            && parser.getLongValue() >= 0
                            && parser.getLongValue() < 1L << 60,
                    what + " holds something else than sensible whole numbers");
            numbers.add(parser.getLongValue());
            expect(numbers.size() <= most, what + " has more than " + most + " numbers");
        }
        return numbers;
    }

    private static Map<String, Entry> inOrder(List<Entry> entries, long dataBegin, long fileLength) {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        Map<String, Entry> ordered = new LinkedHashMap<>();
        long at = dataBegin;
        for (Entry entry : entries) {
            expect(
                    entry.begin() == at,
                    "tensor '" + shown(entry.name()) + "' "
                            + (entry.begin() < at ? "overlaps the one before it" : "leaves a hole before it"));
            at = entry.end();
            ordered.put(entry.name(), entry);
        }
        expect(
                at == fileLength,
                "the tensors end at byte " + at + " of a file of " + fileLength
                        + (at > fileLength ? "; it is truncated" : "; bytes are left over"));
        return ordered;
    }

    /** {@return what a file says, as far as a message has room for it} */
    private static String shown(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }

    private static void expect(boolean condition, String complaint) {
        if (!condition) {
            throw new SafetensorsException(complaint);
        }
    }
}
