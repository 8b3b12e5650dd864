/** WAVE (Feng et al., CVPR 2025): a learngene of weight templates, and a fit of their scalers for every depth and width. */
package io.learngene.method.wave;
