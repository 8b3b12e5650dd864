/** Tunes models: descendants from their learngene, models on other data, baselines from random weights. */
package io.learngene.tuner;
