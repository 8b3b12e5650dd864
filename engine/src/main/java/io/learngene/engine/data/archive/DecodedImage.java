package io.learngene.engine.data.archive;

/**
 * An image on its way into a dataset, decoded or seen to be decodable.
 *
 * @param folder where it belongs
 * @param name its path
 * @param pixels planes red, green, blue; null where images stay encoded
 * @param file its file; null where its pixels are all that a training may ask for
 */
record DecodedImage(ClassFolder folder, String name, byte[] pixels, byte[] file) {}
