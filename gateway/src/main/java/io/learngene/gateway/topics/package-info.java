/** Reading what lies in topics whenever somebody asks, in no group. */
package io.learngene.gateway.topics;
