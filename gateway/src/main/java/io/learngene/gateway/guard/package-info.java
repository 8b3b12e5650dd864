/** What every request passes before a resource sees it: whom it is addressed to, how large and how fast it is. */
package io.learngene.gateway.guard;
