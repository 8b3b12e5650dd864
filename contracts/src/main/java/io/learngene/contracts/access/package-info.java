/** Who may do what at the gateway: keys, and what their bearers may do. */
package io.learngene.contracts.access;
