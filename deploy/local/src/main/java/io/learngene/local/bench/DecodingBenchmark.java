package io.learngene.local.bench;

import com.sun.management.OperatingSystemMXBean;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.engine.augmentation.Picture;
import io.learngene.engine.data.images.ImageDecoder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Measures how fast one core decodes image files of each kind to RGB. Seconds are those of the processor, of all threads together, so that
 * neither other programs nor a garbage collector on another core make a difference.
 */
public final class DecodingBenchmark {

    private static final int ROUNDS = 5;
    private static final long MAX_PIXELS = 100_000_000;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * What one kind of file takes.
     *
     * @param kind the files' name without number and ending
     * @param files how many files there are
     * @param imagesPerSecond in a second of the processor, the median of {@value #ROUNDS} rounds
     * @param pixels mean pixels of an image
     */
    public record Row(String kind, int files, double imagesPerSecond, double pixels) {}

    private DecodingBenchmark() {}

    /**
     * @param folder files named {@code KIND-NUMBER.ENDING}
     * @param seconds how many of these a round of one kind takes at least
     * @return a row for each kind, by name
     * @throws InvalidFieldException if a file cannot be decoded
     * @throws IOException if a file cannot be read
     */
    public static List<Row> measure(Path folder, double seconds) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<byte[]>> kind : kinds(folder).entrySet()) {
            rows.add(row(kind.getKey(), kind.getValue(), seconds));
        }
        return rows;
    }

    private static SortedMap<String, List<byte[]>> kinds(Path folder) throws IOException {
        SortedMap<String, List<byte[]>> kinds = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String kind = file.getFileName().toString().replaceAll("(-\\d+)?\\.[^.]*$", "");
                kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(Files.readAllBytes(file));
            }
        }
        return kinds;
    }

    private static Row row(String kind, List<byte[]> files, double seconds) throws IOException {
        ImageDecoder decoder = new ImageDecoder(MAX_PIXELS);
        double pixels = 0;
        for (byte[] file : files) {
            Picture picture = decoded(decoder, file, kind);
            pixels += (double) picture.width() * picture.height();
        }
        // Until the code is compiled.
        imagesPerSecond(decoder, files, seconds);
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(imagesPerSecond(decoder, files, seconds));
        }
        rounds.sort(null);
        return new Row(kind, files.size(), rounds.get(ROUNDS / 2), pixels / files.size());
    }

    private static Picture decoded(ImageDecoder decoder, byte[] file, String kind) {
        try {
            return decoder.decode(file);
        } catch (IOException e) {
            throw new InvalidFieldException(
                    "FOLDER", kind, "a file of that name cannot be decoded (" + e.getMessage() + "); take it out");
        }
    }

    private static double imagesPerSecond(ImageDecoder decoder, List<byte[]> files, double seconds) throws IOException {
        long start = PROCESS.getProcessCpuTime();
        int images = 0;
        double passed;
        do {
            for (byte[] file : files) {
                decoder.decode(file);
            }
            images += files.size();
            passed = (PROCESS.getProcessCpuTime() - start) / 1e9;
        } while (passed < seconds);
        return images / passed;
    }
}
