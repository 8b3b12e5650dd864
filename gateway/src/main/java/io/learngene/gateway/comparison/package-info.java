/** Comparisons: which families they have, and where they stand. What is trained for them is families like any other. */
package io.learngene.gateway.comparison;
