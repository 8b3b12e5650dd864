package io.learngene.engine.safetensors;

import io.learngene.engine.safetensors.SafetensorsWriter.Form;
import io.learngene.engine.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file that is made while it is written: its length is known beforehand, and memory does not grow with the model, only with
 * the largest tensor that has to be computed.
 */
public final class DerivedFile {

    private static final int CHUNK = 1 << 20;

    private final byte[] header;
    private final List<TensorSource> sources;
    private final long length;

    /**
     * @param sources where its tensors come from; they are written {@linkplain SafetensorsWriter#aligned aligned}
     * @param metadata strings of the file
     */
    public DerivedFile(Map<String, TensorSource> sources, Map<String, String> metadata) {
        Map<String, TensorSource> ordered = SafetensorsWriter.aligned(sources, TensorSource::type);
        List<Form> forms = new ArrayList<>();
        ordered.forEach((name, source) -> forms.add(new Form(name, source.type(), source.shape())));
        this.header = SafetensorsWriter.header(forms, metadata);
        this.sources = List.copyOf(ordered.values());
        this.length = header.length
                + this.sources.stream().mapToLong(TensorSource::length).sum();
    }

    /** {@return length of the file in bytes} */
    public long length() {
        return length;
    }

    /**
     * @param file where it goes; replaced if it is there
     * @throws IOException if reading or writing fails
     */
    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out);
        }
    }

    /**
     * @param out where it goes; stays open
     * @throws EOFException if a file that it comes from is shorter than its header says
     * @throws IOException if reading or writing fails
     */
    public void write(OutputStream out) throws IOException {
        out.write(header);
        byte[] chunk = new byte[CHUNK];
        int at = 0;
        while (at < sources.size()) {
            if (sources.get(at) instanceof TensorSource.Range first) {
                int behind = behindNeighbours(at, first);
                long bytes = sources.subList(at, behind).stream()
                        .mapToLong(TensorSource::length)
                        .sum();
                copy(first, bytes, out, chunk);
                at = behind;
            } else {
                write(sources.get(at++).tensor(), out, chunk);
            }
        }
    }

    /** Neighbours in one file are read at once: a request for each block rather than for each tensor. */
    private int behindNeighbours(int at, TensorSource.Range first) {
        long end = first.begin() + first.length();
        int next = at + 1;
        while (next < sources.size()
                && sources.get(next) instanceof TensorSource.Range range
                && range.file() == first.file()
                && range.begin() == end) {
            end += range.length();
            next++;
        }
        return next;
    }

    private static void copy(TensorSource.Range first, long bytes, OutputStream out, byte[] chunk) throws IOException {
        long left = bytes;
        try (InputStream in = first.file().open(first.begin(), bytes)) {
            while (left > 0) {
                int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (count < 0) {
                    throw new EOFException("the file broke off at its byte " + (first.begin() + bytes - left));
                }
                out.write(chunk, 0, count);
                left -= count;
            }
        }
    }

    private static void write(Tensor tensor, OutputStream out, byte[] chunk) throws IOException {
        ByteBuffer data = tensor.data().duplicate();
        while (data.hasRemaining()) {
            int count = Math.min(chunk.length, data.remaining());
            data.get(chunk, 0, count);
            out.write(chunk, 0, count);
        }
    }
}
