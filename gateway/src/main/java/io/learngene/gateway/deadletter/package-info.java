/** What was put aside, as it lies in its topics. */
package io.learngene.gateway.deadletter;
