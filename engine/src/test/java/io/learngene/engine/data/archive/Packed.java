package io.learngene.engine.data.archive;

import io.learngene.engine.data.images.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files to be packed; a name that ends with a slash is a folder. */
public final class Packed {

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** {@return a small dataset: two classes, two training images and one test image of each, below a prefix} */
    public static Packed small(String prefix) {
        Packed packed = new Packed();
        String[] classes = {"cat", "dog"};
        for (int c = 0; c < 2; c++) {
            int colour = c == 0 ? 0xff0000 : 0x0000ff;
            packed.add(prefix + "train/" + classes[c] + "/1.png", Pictures.png(4, 4, colour))
                    .add(prefix + "train/" + classes[c] + "/2.jpg", Pictures.jpeg(4, 4, colour))
                    .add(prefix + "test/" + classes[c] + "/1.png", Pictures.png(4, 4, colour));
        }
        return packed;
    }

    public Packed add(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    public Packed remove(String name) {
        files.remove(name);
        return this;
    }

    public void copyTo(Packed other) {
        other.files.putAll(files);
    }

    public Path folder(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (file.getKey().endsWith("/")) {
                Files.createDirectories(path);
            } else {
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        }
        return folder;
    }

    public Path zip(Path folder) throws IOException {
        Path path = folder.resolve("set.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return path;
    }

    public Path tar(Path folder) throws IOException {
        Path path = folder.resolve("set.tar");
        try (OutputStream out = Files.newOutputStream(path)) {
            out.write(tarBytes());
        }
        return path;
    }

    public Path tarGz(Path folder) throws IOException {
        Path path = folder.resolve("set.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write(tarBytes());
        }
        return path;
    }

    private byte[] tarBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
