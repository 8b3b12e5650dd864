package io.learngene.engine.safetensors;

import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, mapped tensor by tensor, so that only single tensors are limited to 2 GiB. Tensors stay valid after
 * the file is closed; the file must not be changed while they are in use.
 */
public final class SafetensorsFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /**
     * @param path the file
     * @return the opened file, its header checked
     * @throws SafetensorsException if the file is damaged; the message names it
     * @throws IOException if it cannot be read
     */
    public static SafetensorsFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            long size = channel.size();
            byte[] first = read(channel, 0, (int) Math.min(8, size));
            byte[] json = read(channel, 8, SafetensorsHeader.length(first, size));
            return new SafetensorsFile(path, channel, SafetensorsHeader.parse(json, size));
        } catch (SafetensorsException e) {
            channel.close();
            throw new SafetensorsException(path.getFileName() + ": " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** {@return the header} */
    public SafetensorsHeader header() {
        return header;
    }

    /** {@return the file's own strings} */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** {@return names of the tensors in the order of their data} */
    public Set<String> names() {
        return header.entries().keySet();
    }

    /**
     * @param name name of a tensor
     * @return the tensor over mapped memory
     * @throws SafetensorsException if there is none of that name, or it is larger than 2 GiB
     * @throws UncheckedIOException if it cannot be mapped
     */
    public Tensor tensor(String name) {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new SafetensorsException(path.getFileName() + ": there is no tensor '" + name + "'");
        }
        if (entry.length() > Integer.MAX_VALUE) {
            throw new SafetensorsException(path.getFileName() + ": tensor '" + name + "' has " + entry.length()
                    + " bytes; single tensors of 2 GiB and more are not supported");
        }
        try {
            ByteBuffer data = entry.length() == 0
                    ? ByteBuffer.allocate(0)
                    : channel.map(FileChannel.MapMode.READ_ONLY, entry.begin(), entry.length());
            return new Tensor(entry.type(), entry.shape(), data);
        } catch (IOException e) {
            throw new UncheckedIOException(path.getFileName() + ": cannot map tensor '" + name + "'", e);
        }
    }

    /** {@return all tensors by name, mapped} */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        names().forEach(name -> tensors.put(name, tensor(name)));
        return tensors;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return bytes.array();
    }
}
