package io.learngene.engine.data.images;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Image files one after the other in a file that has no name: the system frees it with this object, or with the process. Files
 * are read at random and by several threads, which archives do not offer.
 */
public final class ImagePack {

    private final FileChannel channel;
    private long[] ends = new long[1024];
    private int count;

    /**
     * @param folder where there is room for all of them
     * @throws IOException if nothing can be written there
     */
    public ImagePack(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "images", ".pack");
        this.channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /**
     * @param file an image file
     * @return its number, from 0
     * @throws IOException if the disk is full or fails
     */
    public int add(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        long at = begin(count);
        while (bytes.hasRemaining()) {
            channel.write(bytes, at + bytes.position());
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count] = at + file.length;
        return count++;
    }

    /**
     * For any thread, but not for one that may be interrupted: that would close the file for all.
     *
     * @param number number of a file
     * @return its content
     * @throws IOException if the disk fails
     */
    byte[] read(int number) throws IOException {
        long at = begin(number);
        byte[] file = new byte[Math.toIntExact(ends[number] - at)];
        ByteBuffer bytes = ByteBuffer.wrap(file);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("the packed images end early");
            }
        }
        return file;
    }

    private long begin(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }
}
