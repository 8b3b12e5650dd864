/** One block that all layers share: Stage-wise Weight Sharing with a single stage. */
package io.learngene.method.share;
