package io.learngene.gateway.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Archives as people pack them, and as nobody should. A file's content is its name. */
final class Archives {

    /** Two classes, an image of each to train and to test on. */
    static final List<String> PETS = List.of("train/cat/1.png", "train/dog/1.png", "test/cat/1.png", "test/dog/1.png");

    private static final int LINK = 0120777;

    private Archives() {}

    static byte[] zip(List<String> names) {
        return bytes(out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (String name : names) {
                    zip.putNextEntry(new ZipEntry(name));
                    zip.write(name.getBytes(UTF_8));
                }
            }
        });
    }

    /** {@return a zip of files with a content of their own} */
    static byte[] zip(Map<String, String> files) {
        return bytes(out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, String> file : files.entrySet()) {
                    zip.putNextEntry(new ZipEntry(file.getKey()));
                    zip.write(file.getValue().getBytes(UTF_8));
                }
            }
        });
    }

    /** {@return a zip with a symbolic link, or with the same name twice, which Java's own writer refuses} */
    static byte[] zip(List<String> names, String link) {
        return bytes(out -> {
            try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
                for (String name : names) {
                    ZipArchiveEntry entry = new ZipArchiveEntry(name);
                    if (name.equals(link)) {
                        entry.setUnixMode(LINK);
                    }
                    zip.putArchiveEntry(entry);
                    zip.write(name.getBytes(UTF_8));
                    zip.closeArchiveEntry();
                }
            }
        });
    }

    static byte[] tar(List<String> names) {
        return bytes(out -> writeTar(names, out));
    }

    static byte[] tarGz(List<String> names) {
        return bytes(out -> {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                writeTar(names, gzip);
            }
        });
    }

    /** {@return a tar of one entry of a kind, see {@code TarConstants}} */
    static byte[] tar(String name, byte kind) {
        return bytes(out -> {
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
                TarArchiveEntry entry = new TarArchiveEntry(name, kind);
                entry.setLinkName("/etc/passwd");
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        });
    }

    /** {@return a zip of few bytes whose one file has many} */
    static byte[] bomb(String name, long size) {
        return bytes(out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry(name));
                byte[] zeros = new byte[1 << 20];
                for (long left = size; left > 0; left -= zeros.length) {
                    zip.write(zeros);
                }
            }
        });
    }

    private static void writeTar(List<String> names, OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (String name : names) {
                byte[] content = name.getBytes(UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name, true);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
    }

    private interface Packing {
        void to(OutputStream out) throws IOException;
    }

    private static byte[] bytes(Packing packing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            packing.to(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
