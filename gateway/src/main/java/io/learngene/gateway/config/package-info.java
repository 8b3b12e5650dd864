/** What the gateway is told from outside. */
package io.learngene.gateway.config;
