package io.learngene.engine.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes safetensors files: first the header, whose length and content follow from the shapes, then tensor by tensor, those of the
 * largest elements first, so that every tensor begins at a multiple of its element's size ({@link #aligned}).
 */
public final class SafetensorsWriter {

    /**
     * A tensor that is going to be written.
     *
     * @param name name
     * @param type element type
     * @param shape sizes
     */
    public record Form(String name, DType type, List<Long> shape) {

        /** {@return its length in bytes} */
        public long length() {
            return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
        }
    }

    private SafetensorsWriter() {}

    /**
     * @param tensors by name
     * @param type tells the element type of one
     * @return the same in the order of a file: largest elements first, else as they are
     */
    public static <T> Map<String, T> aligned(Map<String, T> tensors, Function<T, DType> type) {
        Map<String, T> ordered = new LinkedHashMap<>();
        tensors.entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> -type.apply(entry.getValue()).bytes()))
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return ordered;
    }

    /**
     * The header with its length in front; the data of the tensors has to follow it in the same order.
     *
     * @param forms the tensors in the order of their data
     * @param metadata strings of the file
     * @return the first bytes of the file, a multiple of eight
     * @throws IllegalArgumentException if one of them would not begin at a multiple of its element's size
     */
    public static byte[] header(List<Form> forms, Map<String, String> metadata) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = new JsonFactory().createGenerator(json)) {
            generator.writeStartObject();
            if (!metadata.isEmpty()) {
                generator.writeObjectFieldStart("__metadata__");
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    generator.writeStringField(entry.getKey(), entry.getValue());
                }
                generator.writeEndObject();
            }
            long at = 0;
            for (Form form : forms) {
                if (at % form.type().bytes() != 0) {
                    throw new IllegalArgumentException("tensor " + form.name() + " of " + form.type()
                            + " would begin at byte " + at + "; put the tensors of larger elements first");
                }
                generator.writeObjectFieldStart(form.name());
                generator.writeStringField("dtype", form.type().name());
                generator.writeArrayFieldStart("shape");
                for (long size : form.shape()) {
                    generator.writeNumber(size);
                }
                generator.writeEndArray();
                generator.writeArrayFieldStart("data_offsets");
                generator.writeNumber(at);
                at += form.length();
                generator.writeNumber(at);
                generator.writeEndArray();
                generator.writeEndObject();
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing into memory cannot fail", e);
        }
        // Spaces align the data to eight bytes, as the reference implementation does.
        while (json.size() % 8 != 0) {
            json.write(' ');
        }
        return ByteBuffer.allocate(8 + json.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.size())
                .put(json.toByteArray())
                .array();
    }

    /**
     * @param file where to write; replaced if it is there
     * @param tensors tensors by name; they are written {@link #aligned}
     * @param metadata strings of the file
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            Map<String, Tensor> ordered = aligned(tensors, Tensor::type);
            writeFully(channel, ByteBuffer.wrap(header(forms(ordered), metadata)));
            for (Tensor tensor : ordered.values()) {
                writeFully(channel, tensor.data().duplicate());
            }
            channel.force(true);
        }
    }

    /**
     * @param out where to write; stays open
     * @param tensors tensors by name; they are written {@link #aligned}
     * @param metadata strings of the file
     * @throws IOException if it cannot be written
     */
    public static void write(OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        Map<String, Tensor> ordered = aligned(tensors, Tensor::type);
        out.write(header(forms(ordered), metadata));
        byte[] chunk = new byte[1 << 16];
        for (Tensor tensor : ordered.values()) {
            ByteBuffer data = tensor.data().duplicate();
            while (data.hasRemaining()) {
                int length = Math.min(chunk.length, data.remaining());
                data.get(chunk, 0, length);
                out.write(chunk, 0, length);
            }
        }
    }

    private static List<Form> forms(Map<String, Tensor> tensors) {
        List<Form> forms = new ArrayList<>();
        tensors.forEach((name, tensor) -> forms.add(new Form(name, tensor.type(), tensor.shape())));
        return forms;
    }

    private static void writeFully(FileChannel channel, ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            channel.write(data);
        }
    }
}
