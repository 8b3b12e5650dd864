package io.learngene.engine.augmentation;

import java.util.SplittableRandom;

/**
 * Random resized crop (Szegedy et al., CVPR 2015), as timm draws it.
 *
 * @param leastArea smallest share of the picture's area, above 0
 * @param mostArea largest share, at most 1
 * @param leastRatio smallest width over height
 * @param mostRatio largest width over height
 */
record ResizedCrop(double leastArea, double mostArea, double leastRatio, double mostRatio) {

    private static final int TRIES = 10;

    /**
     * @param width columns of the picture
     * @param height rows
     * @param random decides
     * @return the part to take
     */
    Box draw(int width, int height, SplittableRandom random) {
        double area = (double) width * height;
        for (int i = 0; i < TRIES; i++) {
            double wanted = area * random.nextDouble(leastArea, Math.nextUp(mostArea));
            double ratio = Math.exp(random.nextDouble(Math.log(leastRatio), Math.nextUp(Math.log(mostRatio))));
            int columns = (int) Math.round(Math.sqrt(wanted * ratio));
            int rows = (int) Math.round(Math.sqrt(wanted / ratio));
            if (columns >= 1 && rows >= 1 && columns <= width && rows <= height) {
                return new Box(random.nextInt(width - columns + 1), random.nextInt(height - rows + 1), columns, rows);
            }
        }
        double ratio = (double) width / height;
        int columns = ratio > mostRatio ? (int) Math.round(height * mostRatio) : width;
        int rows = ratio < leastRatio ? (int) Math.round(width / leastRatio) : height;
        return new Box((width - columns) / 2, (height - rows) / 2, columns, rows);
    }
}
