package io.learngene.engine.expansion;

import io.learngene.engine.safetensors.RangeReader;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.SafetensorsWriter.Form;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the complete {@code model.safetensors} of a descendant from range reads of its learngene: memory
 * does not grow with the model.
 */
public final class DescendantWriter {

    private static final int CHUNK = 1 << 20;

    private final SafetensorsHeader learngene;
    private final Map<String, String> sources;
    private final byte[] header;

    /**
     * @param learngene header of the learngene's file
     * @param layersSource for each layer the stage it is a copy of
     * @param metadata strings of the new file
     */
    public DescendantWriter(SafetensorsHeader learngene, List<Integer> layersSource, Map<String, String> metadata) {
        this.learngene = learngene;
        Set<String> names = learngene.entries().keySet();
        this.sources = Expansion.sources(names, layersSource);
        List<Form> forms = sources.entrySet().stream()
                .map(e -> {
                    SafetensorsHeader.Entry entry = learngene.entries().get(e.getValue());
                    return new Form(e.getKey(), entry.type(), entry.shape());
                })
                .toList();
        this.header = SafetensorsWriter.header(forms, metadata);
    }

    /**
     * Reads the header of a learngene's file by two range reads.
     *
     * @param file the file
     * @param length its length
     * @return its checked header
     * @throws IOException if it cannot be read
     */
    public static SafetensorsHeader readHeader(RangeReader file, long length) throws IOException {
        byte[] first;
        try (InputStream in = file.open(0, Math.min(8, length))) {
            first = in.readNBytes(8);
        }
        int json = SafetensorsHeader.length(first, length);
        try (InputStream in = file.open(8, json)) {
            byte[] bytes = in.readNBytes(json);
            if (bytes.length < json) {
                throw new EOFException("the learngene's header broke off");
            }
            return SafetensorsHeader.parse(bytes, length);
        }
    }

    /** {@return length of the new file in bytes} */
    public long length() {
        long length = header.length;
        for (String source : sources.values()) {
            length += learngene.entries().get(source).length();
        }
        return length;
    }

    /**
     * @param file the learngene's file
     * @param out where the new file goes; stays open
     * @throws IOException if reading or writing fails
     */
    public void write(RangeReader file, OutputStream out) throws IOException {
        out.write(header);
        byte[] chunk = new byte[CHUNK];
        for (Range range : ranges()) {
            long left = range.end - range.begin;
            try (InputStream in = file.open(range.begin, left)) {
                while (left > 0) {
                    int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                    if (count < 0) {
                        throw new EOFException("the learngene broke off at its byte " + (range.end - left));
                    }
                    out.write(chunk, 0, count);
                    left -= count;
                }
            }
        }
    }

    /** Neighbours in the learngene's file are read at once: a request for each block rather than for each tensor. */
    private List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        for (String source : sources.values()) {
            SafetensorsHeader.Entry entry = learngene.entries().get(source);
            Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last.end == entry.begin()) {
                ranges.set(ranges.size() - 1, new Range(last.begin, entry.end()));
            } else {
                ranges.add(new Range(entry.begin(), entry.end()));
            }
        }
        return ranges;
    }

    private record Range(long begin, long end) {}
}
