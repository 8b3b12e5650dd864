/** Traces by OpenTelemetry. */
package io.learngene.runtime.tracing;
