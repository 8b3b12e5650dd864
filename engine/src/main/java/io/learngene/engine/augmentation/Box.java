package io.learngene.engine.augmentation;

/**
 * A part of a picture.
 *
 * @param left first column
 * @param top first row
 * @param width columns
 * @param height rows
 */
public record Box(int left, int top, int width, int height) {

    /**
     * @param picture a picture
     * @return all of it
     */
    public static Box whole(Picture picture) {
        return new Box(0, 0, picture.width(), picture.height());
    }
}
