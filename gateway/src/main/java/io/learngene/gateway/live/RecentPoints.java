package io.learngene.gateway.live;

import io.learngene.contracts.event.TrainingPoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest points of all families together, bounded. */
final class RecentPoints {

    private final int most;
    private final Deque<String> order = new ArrayDeque<>();
    private final Map<String, Deque<TrainingPoint>> byFamily = new HashMap<>();

    RecentPoints(int most) {
        this.most = most;
    }

    synchronized void add(TrainingPoint point) {
        byFamily.computeIfAbsent(point.family(), f -> new ArrayDeque<>()).add(point);
        order.add(point.family());
        if (order.size() > most) {
            byFamily.computeIfPresent(order.remove(), (family, points) -> {
                points.remove();
                return points.isEmpty() ? null : points;
            });
        }
    }

    synchronized List<TrainingPoint> of(String family) {
        Deque<TrainingPoint> points = byFamily.get(family);
        return points == null ? List.of() : List.copyOf(points);
    }
}
