/** How much a project may have, and has. */
package io.learngene.gateway.quota;
