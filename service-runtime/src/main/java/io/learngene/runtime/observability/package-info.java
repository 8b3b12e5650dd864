/** Meters and health of every service. */
package io.learngene.runtime.observability;
