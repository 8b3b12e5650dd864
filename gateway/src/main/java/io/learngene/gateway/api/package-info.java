/** The HTTP interface: thin resources over submissions, view, catalogue and transfer. */
package io.learngene.gateway.api;
