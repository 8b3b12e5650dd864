/** What an ancestor answers, and how good it is: asked once, kept in the store, and taken from there by whoever asks the same. */
package io.learngene.method.answers;
