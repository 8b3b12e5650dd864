/** Makes learngenes: trains the ancestor where asked to, distils it, publishes the shared blocks. */
package io.learngene.distiller;
