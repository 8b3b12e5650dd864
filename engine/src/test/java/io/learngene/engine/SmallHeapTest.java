package io.learngene.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Augmentation;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.Preprocessing;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.onnx.OnnxFolder;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.DType;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files from outside in a process of the gateway's heap, which ends at the first OutOfMemoryError: it must not. */
@Timeout(120)
class SmallHeapTest {

    private static final int SMALL_HEAP = 128 << 20;
    private static final VitArchitecture LARGE = new VitArchitecture(64, 16, 512, 8, 8, 10, null, null, null);

    /** Of which every test of many entries takes a few seconds. */
    private static final int SMALLEST_HEAP = 32 << 20;

    @TempDir
    Path folder;

    @Test
    void batchThatUnpacksToHalfTheHeapEndsNoProcess() throws Exception {
        // Given: 63 kB
        Path bomb = folder.resolve("bomb.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("data_batch_1.bin"));
            for (int record = 0; record < 21_000; record++) {
                zip.write(new byte[3_073]);
            }
        }

        // When
        String said = inSmallHeap("dataset", bomb);

        // Then
        assertThat(said).contains("bomb.zip has no test images");
    }

    @Test
    void tarOfMoreFilesThanAListOfThemWouldHaveIsRead() throws Exception {
        // Given: a zip or folder of so many is refused in this heap
        Path tar = tar(40_000, "train/cat/" + "x".repeat(100) + "/000000.png");

        // When
        String said = inHeap(SMALLEST_HEAP, "dataset", tar);

        // Then
        assertThat(said).contains("train={cat=40000, dog=1}");
    }

    @Test
    void tarOfManyLongNamesOfClassesEndsNoProcess() throws Exception {
        // Given: more letters than the heap has bytes
        Path tar = tar(40_000, "train/" + "x".repeat(950) + "000000/1.png");

        // When
        String said = inHeap(SMALLEST_HEAP, "dataset", tar);

        // Then
        assertThat(said).contains("classes whose names take more than the", "give Java a larger heap (-Xmx)");
    }

    /** Empty images of one name but for a number of six digits, with as much noise as makes an honest archive of them. */
    private Path tar(int files, String name) throws IOException {
        Path path = folder.resolve("many.tar.gz");
        byte[] noise = new byte[2 << 20];
        new Random(1).nextBytes(noise);
        // What the number stands in is no header, so no sum of bytes depends on it.
        byte[] entry = entry(name, new byte[0]);
        int digits = new String(entry, US_ASCII).indexOf("000000", 512 + name.indexOf("000000") - 1);
        try (OutputStream out = new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(path)), 1 << 16)) {
            out.write(entry("noise.txt", noise));
            for (String each : List.of("train/dog/1.png", "test/cat/1.png", "test/dog/1.png")) {
                out.write(entry(each, new byte[0]));
            }
            for (int i = 0; i < files; i++) {
                byte[] number = String.format(Locale.ROOT, "%06d", i).getBytes(US_ASCII);
                System.arraycopy(number, 0, entry, digits, number.length);
                out.write(entry);
            }
            out.write(new byte[1024]);
        }
        return path;
    }

    private static byte[] entry(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            // Without the end of an archive.
            return bytes.toByteArray();
        }
    }

    @Test
    void headerOfNinetyNineMegabytesEndsNoProcess() throws Exception {
        // Given
        Path weights = folder.resolve("model.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.write(littleEndian(99_000_000));
            file.setLength(99_000_008);
        }

        // When
        String said = inSmallHeap("weights", weights);

        // Then
        assertThat(said).contains("the header has 99000000 bytes, and at most 2");
    }

    @Test
    void largestHeaderThatIsReadFitsIntoTheHeap() throws Exception {
        // Given: as many tensors as it can name, none of which has an element
        Path weights = folder.resolve("model.safetensors");
        int most = 2_700_000;
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; header.length() < most - 100; i++) {
            header.append(i == 0 ? "" : ",").append('"').append(i);
            header.append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        header.append('}');
        header.append(" ".repeat(most - header.length()));
        try (OutputStream out = Files.newOutputStream(weights)) {
            out.write(littleEndian(most));
            out.write(header.toString().getBytes(UTF_8));
        }

        // When
        String said = inSmallHeap("weights", weights);

        // Then
        assertThat(said).matches("(?s).*[0-9]{5} tensors.*");
    }

    /** As the photographs of a phone are to a machine of many cores. */
    @ParameterizedTest
    @ValueSource(ints = {32, 224})
    void hugePicturesAreDecodedAsTheHeapHasRoomForThemOnAnyNumberOfCores(int imageSize) throws Exception {
        // Given: eight of them are larger than the heap
        byte[] picture = onePalette(4_000, 2_500);
        Path zip = folder.resolve("huge.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < 10; i++) {
                String split = i < 8 ? "train" : "test";
                out.putNextEntry(new ZipEntry(split + (i % 2 == 0 ? "/a/" : "/b/") + i + ".png"));
                out.write(picture);
            }
        }

        // When: read, and cropped at random
        String said = inHeap(200 << 20, 8, "images", zip, Integer.toString(imageSize));

        // Then
        assertThat(said).contains("8 of 8 images, on 8 cores");
    }

    @Test
    void modelThatIsLargerThanTheHeapIsWrittenAsOnnx() throws Exception {
        // Given: 100 MB of zeros
        Path weights = folder.resolve("model.safetensors");
        List<SafetensorsWriter.Form> forms = NetworkSpec.of(LARGE).parameters().stream()
                .map(parameter -> new SafetensorsWriter.Form(parameter.name(), DType.F32, parameter.shape()))
                .toList();
        byte[] header = SafetensorsWriter.header(forms, Map.of());
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.write(header);
            file.setLength(header.length
                    + forms.stream().mapToLong(SafetensorsWriter.Form::length).sum());
        }

        // When
        String said = inHeap(64 << 20, "onnx", weights);

        // Then
        assertThat(said).contains("3 files");
        assertThat(folder.resolve("model.onnx"))
                .satisfies(file -> assertThat(Files.size(file)).isGreaterThan(100_000_000));
    }

    /** Runs in the other process. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        try {
            if (arguments[0].equals("dataset")) {
                System.out.println(DatasetReader.inspect(file, DatasetLimits.standard()));
            } else if (arguments[0].equals("images")) {
                images(file, Integer.parseInt(arguments[2]));
            } else if (arguments[0].equals("onnx")) {
                String config = ModelFolder.config(LARGE, List.of(), 1);
                List<Path> files = OnnxFolder.write(
                        file.getParent(),
                        LARGE,
                        ModelFolder.parseConfig(config.getBytes(UTF_8)),
                        ModelFolder.readWeights(file, NetworkSpec.of(LARGE)));
                System.out.println(files.size() + " files");
            } else {
                SafetensorsHeader header = SafetensorsHeader.read(
                        (offset, length) -> {
                            InputStream in = Files.newInputStream(file);
                            in.skipNBytes(offset);
                            return in;
                        },
                        Files.size(file));
                System.out.println(header.entries().size() + " tensors");
            }
        } catch (RuntimeException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void images(Path file, int imageSize) throws IOException {
        Preprocessing whole = Preprocessing.whole(imageSize);
        DatasetLimits limits = DatasetLimits.standard();
        Dataset read = DatasetReader.read(file, whole, limits, DataProgress.SILENT, file.getParent());
        Augmentation crops = Json.read("{\"scale\": [0.5, 1]}".getBytes(UTF_8), Augmentation.class);
        try (BatchStream batches = BatchLoader.training(read.train(), 8, crops, 1, 0, 0)) {
            System.out.println(batches.next().size() + " of " + read.train().size() + " images, on "
                    + Runtime.getRuntime().availableProcessors() + " cores");
        }
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static byte[] onePalette(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED), "png", png);
        return png.toByteArray();
    }

    private String inSmallHeap(String what, Path file) throws Exception {
        return inHeap(SMALL_HEAP, what, file);
    }

    private String inHeap(long bytes, String what, Path file) throws Exception {
        return inHeap(bytes, Runtime.getRuntime().availableProcessors(), what, file, "");
    }

    private String inHeap(long bytes, int cores, String what, Path file, String more) throws Exception {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + bytes,
                        "-XX:+UseSerialGC",
                        "-XX:ActiveProcessorCount=" + cores,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapTest.class.getName(),
                        what,
                        file.toString(),
                        more))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> read(said)).isZero();
        return read(said);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
