/** How a network is trained: plain data, every field optional for the person who writes it. */
package io.learngene.contracts.recipe;
