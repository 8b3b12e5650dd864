/** Stage-wise Weight Sharing (Xia et al., IJCAI 2024): distillation into a learngene, expansion to any depth. */
package io.learngene.method.sws;
