/** Traces of requests. */
package io.learngene.gateway.tracing;
