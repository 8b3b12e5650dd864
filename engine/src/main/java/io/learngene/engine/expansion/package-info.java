/** From a learngene to descendants: which layers, how deep a budget allows, and their weights. Needs no native library. */
package io.learngene.engine.expansion;
