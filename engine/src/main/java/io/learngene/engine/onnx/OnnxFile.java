package io.learngene.engine.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a graph as {@value #MODEL}. A protobuf message ends at 2 GiB; a model that is larger has its weights beside it in {@value
 * #DATA}, as <a href="https://github.com/onnx/onnx/blob/main/docs/ExternalData.md">ONNX says</a>.
 */
final class OnnxFile {

    static final String MODEL = "model.onnx";
    /** As Hugging Face's optimum names it. */
    static final String DATA = "model.onnx_data";

    /** Bytes of the largest protobuf message. */
    static final long LARGEST = Integer.MAX_VALUE;

    /** Where data may begin that every system can map, Windows by 64 KiB. */
    private static final long ALIGNMENT = 1 << 16;

    // ModelProto
    private static final int GRAPH = 7;
    // GraphProto
    private static final int INITIALIZER = 5;
    // TensorProto
    private static final int RAW_DATA = 9;

    private static final int BUFFER = 1 << 20;

    private final Path folder;
    private final boolean beside;
    private final List<Part> parts;

    /** An initializer, and what stands of it in the message besides data. */
    private record Part(Initializer initializer, byte[] header, boolean inside) {
        static Part inside(Initializer initializer) {
            return new Part(initializer, initializer.header().toBytes(), true);
        }

        /** TensorProto: external_data 13, data_location 14 (EXTERNAL 1). */
        static Part beside(Initializer initializer, long offset) {
            Message header = initializer
                    .header()
                    .entry(13, "location", DATA)
                    .entry(13, "offset", Long.toString(offset))
                    .entry(13, "length", Long.toString(initializer.length()))
                    .whole(14, 1);
            return new Part(initializer, header.toBytes(), false);
        }

        /** {@return bytes of its TensorProto} */
        long length() {
            return header.length + (inside ? prefix(RAW_DATA, initializer.length()) + initializer.length() : 0);
        }
    }

    /** What writes a file. */
    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private OnnxFile(Path folder, Graph graph, long largest) {
        this.folder = folder;
        List<Part> inside = new ArrayList<>();
        graph.constants().forEach(constant -> inside.add(Part.inside(constant)));
        List<Part> all = new ArrayList<>(inside);
        graph.weights().forEach(weight -> all.add(Part.inside(weight)));
        this.beside = length(all) > largest;
        this.parts = beside ? inside : all;
        if (beside) {
            long offset = 0;
            for (Initializer weight : graph.weights()) {
                parts.add(Part.beside(weight, offset));
                offset = aligned(offset + weight.length());
            }
        }
    }

    /**
     * @param folder folder that exists
     * @param model the ModelProto but its graph
     * @param about the GraphProto but its initializers
     * @param graph whose initializers are written
     * @param largest bytes of initializers that are written into the model's own file
     * @return the files
     */
    static List<Path> write(Path folder, Message model, Message about, Graph graph, long largest) throws IOException {
        byte[] head = model.toBytes();
        byte[] rest = about.toBytes();
        OnnxFile file = new OnnxFile(folder, graph, largest - head.length - rest.length);
        List<Path> files = new ArrayList<>();
        if (file.beside) {
            files.add(file.replace(DATA, file::data));
        }
        files.add(file.replace(MODEL, out -> file.model(out, head, rest)));
        return files;
    }

    private void model(OutputStream file, byte[] head, byte[] rest) throws IOException {
        CodedOutputStream out = CodedOutputStream.newInstance(file);
        out.writeRawBytes(head);
        begin(out, GRAPH, rest.length + length(parts));
        out.writeRawBytes(rest);
        for (Part part : parts) {
            begin(out, INITIALIZER, part.length());
            out.writeRawBytes(part.header());
            if (part.inside()) {
                begin(out, RAW_DATA, part.initializer().length());
                out.flush();
                part.initializer().write(file);
            }
        }
        out.flush();
    }

    private void data(OutputStream file) throws IOException {
        for (Part part : parts) {
            if (!part.inside()) {
                part.initializer().write(file);
                long length = part.initializer().length();
                file.write(new byte[(int) (aligned(length) - length)]);
            }
        }
    }

    /** A file that broke off must not be taken for a model. */
    private Path replace(String name, Content content) throws IOException {
        Path file = folder.resolve(name);
        Path partial = folder.resolve(name + ".partial");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER)) {
                content.write(out);
            }
            return Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** {@return bytes of the initializers in their graph} */
    private static long length(List<Part> parts) {
        return parts.stream()
                .mapToLong(part -> prefix(INITIALIZER, part.length()) + part.length())
                .sum();
    }

    /** {@return bytes in front of a field of so many bytes} */
    private static long prefix(int field, long length) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt64SizeNoTag(length);
    }

    private static void begin(CodedOutputStream out, int field, long length) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt64NoTag(length);
    }
}
