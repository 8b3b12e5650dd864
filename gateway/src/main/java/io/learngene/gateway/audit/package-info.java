/** Who changed what through the gateway: every answer to a change is told, and read again by operators. */
package io.learngene.gateway.audit;
