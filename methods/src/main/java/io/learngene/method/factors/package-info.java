/** Learngenes of factors: what methods share whose matrices are computed from what all layers share and what each layer has of its own. */
package io.learngene.method.factors;
