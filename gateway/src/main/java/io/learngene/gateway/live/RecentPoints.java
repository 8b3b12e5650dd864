package io.learngene.gateway.live;

import io.learngene.contracts.event.TrainingPoint;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest points, bounded for each family and for all together: when there are too many, the family that has the most loses its
 * oldest, so that one that reports much does not cost the others theirs.
 */
final class RecentPoints {

    private final int most;
    private final int mostOfFamily;
    private final Map<String, Deque<LivePoint>> byFamily = new HashMap<>();
    private int size;

    /**
     * @param most points of all families
     * @param mostOfFamily points of one family
     */
    RecentPoints(int most, int mostOfFamily) {
        this.most = most;
        this.mostOfFamily = mostOfFamily;
    }

    synchronized void add(LivePoint live) {
        TrainingPoint point = live.point();
        Deque<LivePoint> points = byFamily.computeIfAbsent(point.family(), f -> new ArrayDeque<>());
        int before = points.size();
        // An attempt that begins at a checkpoint comes to steps that were told before: its points take the place of
        // theirs.
        points.removeIf(known -> repeats(point, known.point()));
        points.add(live);
        if (points.size() > mostOfFamily) {
            points.remove();
        }
        size += points.size() - before;
        if (size > most) {
            dropOldestOfTheLargest();
        }
    }

    synchronized List<LivePoint> of(String family) {
        Deque<LivePoint> points = byFamily.get(family);
        return points == null ? List.of() : List.copyOf(points);
    }

    private static boolean repeats(TrainingPoint point, TrainingPoint known) {
        return known.job().equals(point.job())
                && known.phase().equals(point.phase())
                && known.position().step() >= point.position().step()
                && (known.attempt() < point.attempt()
                        || known.position().step() > point.position().step());
    }

    private void dropOldestOfTheLargest() {
        byFamily.entrySet().stream()
                .max(Comparator.comparingInt(each -> each.getValue().size()))
                .ifPresent(largest -> {
                    largest.getValue().remove();
                    if (largest.getValue().isEmpty()) {
                        byFamily.remove(largest.getKey());
                    }
                    size--;
                });
    }
}
