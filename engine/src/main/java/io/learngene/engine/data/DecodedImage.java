package io.learngene.engine.data;

/**
 * An image on its way into a dataset.
 *
 * @param place where it belongs
 * @param name its path
 * @param pixels planes red, green, blue
 */
record DecodedImage(Place place, String name, byte[] pixels) {}
