/** Hands labelled images out in batches whose content is a pure function of seed, epoch and position. */
package io.learngene.engine.data.batch;
