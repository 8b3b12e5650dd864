package io.learngene.engine.data.images;

import io.learngene.engine.augmentation.Picture;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the first frame of a GIF lies on its screen. The JDK's reader gives the frame alone; to Pillow the picture is the screen.
 *
 * @param width columns of the screen, or of what the frame needs
 * @param height rows
 * @param left first column of the frame
 * @param top first row of the frame
 * @param around index of the colour around the frame
 */
record GifScreen(int width, int height, int left, int top, int around) {

    private static final int HEADER = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int IMAGE = 0x2C;

    /**
     * @param file a file that begins as a GIF
     * @return its screen
     * @throws IOException if it ends before its first frame
     */
    static GifScreen of(byte[] file) throws IOException {
        try {
            int flags = file[10];
            boolean table = (flags & 0x80) != 0;
            int around = table ? file[11] & 0xFF : 0;
            int at = HEADER + (table ? 3 << (flags & 7) + 1 : 0);
            while (file[at] == EXTENSION) {
                if ((file[at + 1] & 0xFF) == GRAPHIC_CONTROL && (file[at + 3] & 1) != 0) {
                    around = file[at + 6] & 0xFF;
                }
                at += 2;
                while (file[at] != 0) {
                    at += 1 + (file[at] & 0xFF);
                }
                at++;
            }
            if (file[at] != IMAGE) {
                throw new IOException("it has no picture where one should be");
            }
            int left = number(file, at + 1);
            int top = number(file, at + 3);
            return new GifScreen(
                    Math.max(number(file, 6), left + number(file, at + 5)),
                    Math.max(number(file, 8), top + number(file, at + 7)),
                    left,
                    top,
                    around);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IOException("it is truncated", e);
        }
    }

    /** {@return the frame where it belongs} */
    Picture with(BufferedImage frame) throws IOException {
        Picture picture = Planes.of(frame);
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        IndexColorModel palette = (IndexColorModel) frame.getColorModel();
        int colour = around < palette.getMapSize() ? palette.getRGB(around) : 0;
        Picture screen = Picture.black(width, height);
        for (int plane = 0; plane < 3; plane++) {
            int begin = plane * width * height;
            Arrays.fill(screen.samples(), begin, begin + width * height, (byte) (colour >> 16 - 8 * plane));
            for (int y = 0; y < picture.height(); y++) {
                System.arraycopy(
                        picture.samples(),
                        (plane * picture.height() + y) * picture.width(),
                        screen.samples(),
                        begin + (top + y) * width + left,
                        picture.width());
            }
        }
        return screen;
    }

    private static int number(byte[] file, int at) {
        return file[at] & 0xFF | (file[at + 1] & 0xFF) << 8;
    }
}
