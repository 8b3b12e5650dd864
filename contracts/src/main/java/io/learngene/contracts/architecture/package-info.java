/** Model architectures with their parameter and operation counts, and the stage schedule of SWS. */
package io.learngene.contracts.architecture;
