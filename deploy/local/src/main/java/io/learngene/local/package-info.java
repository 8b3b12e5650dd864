/** The command line {@code foundry}. */
package io.learngene.local;
