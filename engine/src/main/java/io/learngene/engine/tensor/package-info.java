/** Tensors in the host's memory, free of any native library. */
package io.learngene.engine.tensor;
