package io.learngene.engine.data.archive;

/**
 * An image on its way into a dataset, decoded or seen to be decodable.
 *
 * @param folder where it belongs
 * @param name its path
 * @param content planes red, green, blue; or the file, where images stay encoded
 */
record DecodedImage(ClassFolder folder, String name, byte[] content) {}
