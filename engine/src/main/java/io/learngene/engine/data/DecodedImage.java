package io.learngene.engine.data;

/**
 * An image on its way into a dataset, decoded or seen to be decodable.
 *
 * @param place where it belongs
 * @param name its path
 * @param content planes red, green, blue; or the file, where images stay encoded
 */
record DecodedImage(Place place, String name, byte[] content) {}
