/** Who may come in: where the gateway listens, and who callers are. */
package io.learngene.gateway.access;
