/** The view of all families: a fold over jobs, facts, points and cancellations, run as a Kafka Streams aggregation. */
package io.learngene.gateway.view;
