/** Facts, metrics and control messages. Every fact has a deterministic id, so that consumers are idempotent. */
package io.learngene.contracts.event;
