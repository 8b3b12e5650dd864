package io.learngene.gateway.view;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The few facts about every family that lists and the backlog need, in memory. */
final class FamilyIndex {

    /** Kinds of jobs, as metric labels. */
    static final Set<String> KINDS = Vocabulary.kinds().keySet();

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Entry> byAge = new ConcurrentSkipListSet<>(
            Comparator.comparing(Entry::createdAt).reversed().thenComparing(Entry::family));
    private final Map<String, AtomicLong> queued = counters();
    private final Map<String, AtomicLong> running = counters();

    private record Entry(String family, Instant createdAt, Map<String, Long> queued, Map<String, Long> running) {}

    private static Map<String, AtomicLong> counters() {
        return KINDS.stream().collect(Collectors.toMap(kind -> kind, kind -> new AtomicLong()));
    }

    synchronized void put(FamilyView view) {
        put(new Entry(
                view.family(),
                view.times().createdAt() == null ? Instant.EPOCH : view.times().createdAt(),
                count(view, JobView.State.QUEUED),
                count(view, JobView.State.RUNNING)));
    }

    /** A family as it was at the start: what is known by now is newer. */
    synchronized void putIfAbsent(FamilyView view) {
        if (!entries.containsKey(view.family())) {
            put(view);
        }
    }

    /** A family that was accepted a moment ago: it is listed before the view has seen it. */
    synchronized void putIfAbsent(String family, Instant createdAt) {
        if (!entries.containsKey(family)) {
            put(new Entry(family, createdAt, Map.of(), Map.of()));
        }
    }

    int size() {
        return entries.size();
    }

    /** {@return ids of a page, newest first} */
    List<String> page(long from, int size) {
        return byAge.stream().skip(from).limit(size).map(Entry::family).toList();
    }

    /** {@return families with a job that a worker is on} */
    List<String> running() {
        return entries.values().stream()
                .filter(entry -> !entry.running().isEmpty())
                .map(Entry::family)
                .toList();
    }

    long queued(String kind) {
        return queued.get(kind).get();
    }

    long running(String kind) {
        return running.get(kind).get();
    }

    private void put(Entry entry) {
        Entry old = entries.put(entry.family(), entry);
        if (old != null) {
            byAge.remove(old);
            add(queued, old.queued(), -1);
            add(running, old.running(), -1);
        }
        byAge.add(entry);
        add(queued, entry.queued(), 1);
        add(running, entry.running(), 1);
    }

    private static void add(Map<String, AtomicLong> counters, Map<String, Long> counts, int sign) {
        counts.forEach((kind, count) -> counters.get(kind).addAndGet(sign * count));
    }

    /** What runs is known by its facts before its own record is seen; a job without a kind is not counted that long. */
    private static Map<String, Long> count(FamilyView view, JobView.State state) {
        return view.jobs().stream()
                .filter(job -> job.state() == state && job.kind() != null && KINDS.contains(job.kind()))
                .collect(Collectors.groupingBy(JobView::kind, Collectors.counting()));
    }
}
