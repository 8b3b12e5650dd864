/** Errors as problem+json (RFC 9457): what is wrong and what to change, and nothing from inside. */
package io.learngene.gateway.problem;
