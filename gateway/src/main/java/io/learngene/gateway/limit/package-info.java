/** How much one caller may ask of the gateway, so that none takes it from the others. */
package io.learngene.gateway.limit;
