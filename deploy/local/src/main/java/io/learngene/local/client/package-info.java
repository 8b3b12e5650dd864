/** Talks to the gateway. */
package io.learngene.local.client;
