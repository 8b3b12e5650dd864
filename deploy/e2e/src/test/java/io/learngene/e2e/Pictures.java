package io.learngene.e2e;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small datasets of one-coloured pictures. */
public final class Pictures {

    private Pictures() {}

    public static void zip(Path file, List<String> classes, int perClass) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String split : List.of("train", "test")) {
                for (int c = 0; c < classes.size(); c++) {
                    for (int i = 0; i < perClass; i++) {
                        zip.putNextEntry(new ZipEntry(split + "/" + classes.get(c) + "/" + i + ".png"));
                        ImageIO.write(picture(c, classes.size(), i), "png", zip);
                        zip.closeEntry();
                    }
                }
            }
        }
    }

    private static BufferedImage picture(int position, int classes, int number) {
        BufferedImage image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.getHSBColor(position / (float) classes, 1, 0.5f + 0.02f * number));
        pen.fillRect(0, 0, 40, 32);
        pen.dispose();
        return image;
    }
}
