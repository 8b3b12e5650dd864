/**
 * Labelled images: read from archives and folders that nobody vouches for, or drawn; held in memory; handed out in batches
 * whose content is a pure function of seed, epoch and position.
 */
package io.learngene.engine.data;
