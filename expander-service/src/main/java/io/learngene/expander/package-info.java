/** Turns learngenes into initialisations of many depths and queues their tuning. */
package io.learngene.expander;
