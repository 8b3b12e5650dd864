/** Labelled images, in memory or encoded, or drawn; and how a picture becomes what a network takes. */
package io.learngene.engine.data.images;
