/** FINE (Xie et al., CVPR 2026): a learngene of singular vectors that all layers share, and a fit of singular values for every depth. */
package io.learngene.method.fine;
