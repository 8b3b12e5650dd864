/** The jobs of every method that distils an ancestor into a learngene: distillation, and expansion to models of several depths. */
package io.learngene.method.distillation;
