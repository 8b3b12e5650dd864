package io.learngene.gateway.live;

import io.learngene.contracts.event.TrainingPoint;

/**
 * A training point and its place: all points of a family are in one partition, so that its offset orders them on every replica.
 *
 * @param offset its offset
 * @param point the point
 */
record LivePoint(long offset, TrainingPoint point) {}
