/** Measurements of this machine, without the stack: what the {@code bench} commands print. */
package io.learngene.local.bench;
