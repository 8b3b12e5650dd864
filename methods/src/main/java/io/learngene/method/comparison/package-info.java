/** Methods beside one another: one dataset, one ancestor, one recipe, and the simple controls that every method has to beat. */
package io.learngene.method.comparison;
