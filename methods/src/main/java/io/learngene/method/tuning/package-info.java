/** Training of one model from weights that another method made, or from random ones. */
package io.learngene.method.tuning;
