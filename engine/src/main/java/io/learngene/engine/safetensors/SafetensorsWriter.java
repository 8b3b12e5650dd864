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
import java.util.List;
import java.util.Map;

/** Writes safetensors files: first the header, whose length and content follow from the shapes, then tensor by tensor. */
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
     * The header with its length in front; the data of the tensors has to follow it in the same order.
     *
     * @param forms the tensors in the order of their data
     * @param metadata strings of the file
     * @return the first bytes of the file, a multiple of eight
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
     * @param tensors tensors in the order of their data
     * @param metadata strings of the file
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, ByteBuffer.wrap(header(forms(tensors), metadata)));
            for (Tensor tensor : tensors.values()) {
                writeFully(channel, tensor.data().duplicate());
            }
            channel.force(true);
        }
    }

    /**
     * @param out where to write; stays open
     * @param tensors tensors in the order of their data
     * @param metadata strings of the file
     * @throws IOException if it cannot be written
     */
    public static void write(OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        out.write(header(forms(tensors), metadata));
        byte[] chunk = new byte[1 << 16];
        for (Tensor tensor : tensors.values()) {
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
