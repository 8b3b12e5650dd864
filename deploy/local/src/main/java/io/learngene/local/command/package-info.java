/** The commands of {@code foundry}. */
package io.learngene.local.command;
