package io.learngene.engine.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.engine.augmentation.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ImageDecoderTest {

    /** A quarter of it takes three times 1,024 pixels. */
    private static final long HEAP_OF_ONE = 12 * 4 * 3 * 1024;

    private final ImageDecoder decoder = new ImageDecoder(10_000);

    @Test
    void decodesColoursIntoPlanes() throws IOException {
        // When
        byte[] planes = decode(Pictures.png(4, 4, 0x102030));

        // Then
        assertThat(planes).hasSize(48);
        assertThat(Arrays.copyOfRange(planes, 0, 16)).containsOnly(0x10);
        assertThat(Arrays.copyOfRange(planes, 16, 32)).containsOnly(0x20);
        assertThat(Arrays.copyOfRange(planes, 32, 48)).containsOnly(0x30);
    }

    @Test
    void decodesJpegAndPngInTurnWithTheSameReaders() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(decode(Pictures.jpeg(8, 8, 0xff0000))[0] & 0xff).isGreaterThan(250);
            assertThat(decode(Pictures.png(8, 8, 0xff0000))[0] & 0xff).isEqualTo(255);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void takesGreyValuesAsTheyAre(String format) throws IOException {
        // Given an image whose stored value is 100
        byte[] file = Pictures.encode(format, grey(BufferedImage.TYPE_BYTE_GRAY, 4, 100));

        // When
        byte[] planes = decode(file);

        // Then
        assertThat(planes).containsOnly(100);
    }

    @Test
    void scalesGreyImagesOfSixteenBits() throws IOException {
        // Given
        byte[] file = Pictures.encode("png", grey(BufferedImage.TYPE_USHORT_GRAY, 9, 100 * 257));

        // When
        byte[] planes = decode(file);

        // Then
        assertThat(planes).containsOnly(100);
    }

    @Test
    void takesTransparentPartsAsIfTheyWereNot() throws IOException {
        // Given
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xffff0000);
        image.setRGB(1, 0, 0x00ff0000);
        image.setRGB(2, 0, 0x80ff0000);

        // When
        byte[] planes = decode(Pictures.encode("png", image));

        // Then
        assertThat(Arrays.copyOf(planes, 4)).containsExactly(255, 255, 255, 0);
    }

    @Test
    void decodesPalettes() throws IOException {
        // Given
        byte[] file = Pictures.encode("png", Pictures.plain(4, 4, BufferedImage.TYPE_BYTE_INDEXED, 0x00ff00));

        // When
        byte[] planes = decode(file);

        // Then
        assertThat(Arrays.copyOfRange(planes, 16, 32)).containsOnly(255);
    }

    @Test
    void enlargesSmallImages() throws IOException {
        assertThat(decode(Pictures.png(1, 2, 0x0a0a0a))).hasSize(48).containsOnly(10);
    }

    @Test
    void averagesOverAllPixelsWhenItScalesDown() throws IOException {
        // Given a fine checkerboard
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                image.setRGB(x, y, (x + y) % 2 == 0 ? 0xffffff : 0);
            }
        }

        // When
        byte[] planes = decode(Pictures.encode("png", image));

        // Then
        for (byte value : planes) {
            assertThat(value & 0xff).isBetween(120, 135);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.1, 0.3, 0.6, 0.95})
    void refusesTruncatedImages(double share) {
        byte[] jpeg = Pictures.busy("jpeg", 64);
        byte[] png = Pictures.busy("png", 64);

        assertThatThrownBy(() -> decode(Arrays.copyOf(jpeg, (int) (share * jpeg.length))))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decode(Arrays.copyOf(png, (int) (share * png.length))))
                .isInstanceOf(IOException.class);
    }

    static List<String> files() {
        return GoldenImages.names("files");
    }

    @ParameterizedTest
    @MethodSource("files")
    void survivesAnyDamage(String name) throws IOException {
        // Given
        SplittableRandom random = new SplittableRandom(5);
        byte[] sound = GoldenImages.file("files/" + name);

        // When bytes are changed anywhere, the header more often
        for (int i = 0; i < 100; i++) {
            byte[] file = sound.clone();
            for (int k = 0; k < 4; k++) {
                int within = k % 2 == 0 ? file.length : Math.min(64, file.length);
                file[random.nextInt(within)] = (byte) random.nextInt(256);
            }
            try {
                decoder.decode(file);
            } catch (IOException expected) {
                assertThat(expected).message().isNotBlank();
            }
        }

        // Then the decoder still works
        assertThat(decoder.decode(sound).width()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.jpg",
                "progressive.jpg",
                "plain.png",
                "plain.gif",
                "plain.bmp",
                "lossless.webp",
                "lossy.webp"
            })
    void refusesHalfAFile(String name) {
        // Given
        byte[] file = GoldenImages.file("files/" + name);

        // Then
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(file, file.length / 2)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.gif", "plain.bmp", "lossless.webp", "lossy.webp", "plain.jpg"})
    void refusesPicturesOfMorePixelsThanAllowedInEveryFormat(String name) {
        // Given a picture of 45 x 37
        byte[] file = GoldenImages.file("files/" + name);

        // Then
        assertThatThrownBy(() -> new ImageDecoder(1_600).decode(file))
                .hasMessage("it is 45 x 37 pixels large; 1600 are allowed");
    }

    /** Or each core would hold a picture, however large they are, while the next ones are decoded. */
    @Test
    void pictureHasItsRoomUntilItWasMadeUseOf() throws Exception {
        // Given room for one picture of 45 x 37
        PictureRoom room = new PictureRoom(HEAP_OF_ONE);
        byte[] file = GoldenImages.file("files/plain.png");
        CountDownLatch used = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean alone = new AtomicBoolean(true);
        Thread first = decoding(room, file, picture -> {
            used.countDown();
            waitFor(done);
        });
        waitFor(used);

        // When another thread wants one
        Thread second = decoding(room, file, picture -> alone.set(done.getCount() == 0));
        await().until(() ->
                Set.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(second.getState()));
        done.countDown();
        first.join();
        second.join();

        // Then
        assertThat(alone).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain.png", "plain.jpg", "cmyk.jpg", "plain.gif", "plain.bmp", "lossless.webp", "lossy.webp"})
    void pictureThatMemoryHasNoRoomForIsRefusedWithTheRemedy(String name) {
        // Given
        ImageDecoder small = new ImageDecoder(10_000, new PictureRoom(6 * 1_600 * 3 / 2));

        // Then
        assertThatThrownBy(() -> small.decode(GoldenImages.file("files/" + name)))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(
                        "it has \\d+ pixels, and memory has room for 1600; give Java a larger heap \\(-Xmx\\)");
    }

    @Test
    void screenAroundASmallFrameTakesRoomToo() {
        // Given a screen of 90 x 90
        byte[] file = GoldenImages.file("files/plain.gif");
        file[6] = file[8] = 90;
        file[7] = file[9] = 0;
        ImageDecoder small = new ImageDecoder(10_000, new PictureRoom(6 * 8_000 * 3 / 2));

        // Then
        assertThatThrownBy(() -> small.decode(file)).hasMessageContaining("memory has room for 8000");
    }

    private static Thread decoding(PictureRoom room, byte[] file, Consumer<Picture> use) {
        Thread thread = new Thread(() -> {
            try {
                new ImageDecoder(10_000, room).decode(file, picture -> {
                    use.accept(picture);
                    return null;
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.start();
        return thread;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusesAScreenOfMorePixelsThanAllowedAroundASmallFrame() {
        // Given
        byte[] file = GoldenImages.file("files/plain.gif");
        file[6] = file[7] = file[8] = file[9] = (byte) 0xff;

        // Then
        assertThatThrownBy(() -> decoder.decode(file)).hasMessageStartingWith("it is 65535 x 65535 pixels large");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void refusesABmpThatHoldsAnotherFile(int compression) {
        // Given
        byte[] file = GoldenImages.file("files/plain.bmp");
        file[30] = (byte) compression;

        // Then
        assertThatThrownBy(() -> decoder.decode(file)).hasMessageContaining("a JPEG or PNG inside");
    }

    @Test
    void refusesAnAnimationWhoseFirstFrameIsAPart() {
        // Given
        byte[] file = GoldenImages.file("files/animated.webp");
        String text = new String(file, StandardCharsets.ISO_8859_1);
        file[text.indexOf("ANMF") + 8] = 1;

        // Then
        assertThatThrownBy(() -> decoder.decode(file)).hasMessageContaining("first frame is only a part");
    }

    @Test
    void namesWhatItReads() {
        assertThatThrownBy(() -> decoder.decode("II*\0".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessage("it is none of JPEG, PNG, WebP, GIF and BMP by its content");
    }

    @Test
    void refusesHugeImagesBeforeDecodingThem() throws IOException {
        // Given a PNG of a few bytes that declares 100 000 x 100 000 pixels
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeBytes("IHDR");
        fields.writeInt(100_000);
        fields.writeInt(100_000);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(header.toByteArray());
        out.writeInt(13);
        out.write(header.toByteArray());
        out.writeInt((int) crc.getValue());

        // Then
        assertThatThrownBy(() -> decode(bytes.toByteArray()))
                .isInstanceOf(IOException.class)
                .hasMessage("it is 100000 x 100000 pixels large; 10000 are allowed");
    }

    /** {@return planes of a file's largest square, scaled to 4 x 4} */
    private byte[] decode(byte[] file) throws IOException {
        return Preprocessing.whole(4).square(decoder.decode(file));
    }

    private static BufferedImage grey(int type, int side, int value) {
        BufferedImage image = new BufferedImage(side, side, type);
        for (int i = 0; i < side * side; i++) {
            image.getRaster().setSample(i % side, i / side, 0, value);
        }
        return image;
    }
}
