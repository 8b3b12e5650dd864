/** The gateway: requests come in, jobs go out to Kafka, and everybody sees where every family stands. */
package io.learngene.gateway;
