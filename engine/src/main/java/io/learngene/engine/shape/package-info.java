/** What a network is before it computes: its tensors, the check of what is loaded into them, and their random first values. */
package io.learngene.engine.shape;
