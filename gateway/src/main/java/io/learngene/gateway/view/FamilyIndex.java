package io.learngene.gateway.view;

import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/** The few facts about every family that lists and the backlog need, in memory. */
final class FamilyIndex {

    /** Kinds of jobs, as metric labels. */
    static final List<String> KINDS = List.of("distill", "expand", "tune");

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Entry> byAge = new ConcurrentSkipListSet<>(
            Comparator.comparing(Entry::createdAt).reversed().thenComparing(Entry::family));
    private final Map<String, AtomicLong> queued = counters();
    private final Map<String, AtomicLong> running = counters();

    private record Entry(String family, Instant createdAt, Map<String, Long> queued, Map<String, Long> running) {}

    private static Map<String, AtomicLong> counters() {
        Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
        KINDS.forEach(kind -> counters.put(kind, new AtomicLong()));
        return counters;
    }

    synchronized void put(FamilyView view) {
        Entry entry = new Entry(
                view.family(),
                view.createdAt() == null ? Instant.EPOCH : view.createdAt(),
                count(view, JobView.State.QUEUED),
                count(view, JobView.State.RUNNING));
        Entry old = entries.put(view.family(), entry);
        if (old != null) {
            byAge.remove(old);
            add(queued, old.queued(), -1);
            add(running, old.running(), -1);
        }
        byAge.add(entry);
        add(queued, entry.queued(), 1);
        add(running, entry.running(), 1);
    }

    synchronized void putIfAbsent(FamilyView view) {
        if (!entries.containsKey(view.family())) {
            put(view);
        }
    }

    List<String> newestFirst(int limit) {
        return byAge.stream().limit(limit).map(Entry::family).toList();
    }

    long queued(String kind) {
        return queued.get(kind).get();
    }

    long running(String kind) {
        return running.get(kind).get();
    }

    private static void add(Map<String, AtomicLong> counters, Map<String, Long> counts, int sign) {
        counts.forEach((kind, count) ->
                counters.computeIfAbsent(kind, k -> new AtomicLong()).addAndGet(sign * count));
    }

    private static Map<String, Long> count(FamilyView view, JobView.State state) {
        return view.jobs().stream()
                .filter(job -> job.state() == state)
                .collect(java.util.stream.Collectors.groupingBy(JobView::kind, java.util.stream.Collectors.counting()));
    }
}
