/** TLEG (Xia et al., AAAI 2024): distillation into two blocks, of which the layers of any depth are a linear expansion. */
package io.learngene.method.tleg;
