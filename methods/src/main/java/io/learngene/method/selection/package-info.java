/** Smaller models from a larger one: weight selection (Xu et al., ICLR 2024) and selected layers (LayerDrop, ShortGPT). */
package io.learngene.method.selection;
