/** Model architectures with their parameter and operation counts, and how their layers share blocks. */
package io.learngene.contracts.architecture;
