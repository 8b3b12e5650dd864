/** Kafka: topics, CloudEvents and cancellations. */
package io.learngene.runtime.messaging;
