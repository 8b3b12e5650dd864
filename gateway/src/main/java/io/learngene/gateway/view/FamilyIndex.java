package io.learngene.gateway.view;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.gateway.access.Scope;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The few facts about every family that lists and the backlog need, in memory. */
final class FamilyIndex {

    /** Kinds of jobs, as metric labels. */
    static final Set<String> KINDS = Vocabulary.kinds().keySet();

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Entry> byAge = new ConcurrentSkipListSet<>(
            Comparator.comparing(Entry::createdAt).reversed().thenComparing(Entry::family));
    private final Map<Standing, AtomicLong> jobs = new ConcurrentHashMap<>();
    /** Jobs that lie in a queue, in the order in which they would be taken. */
    private final Map<Queue, ConcurrentSkipListSet<Place>> places = new ConcurrentHashMap<>();

    private final Set<String> pools = ConcurrentHashMap.newKeySet();
    private volatile Consumer<String> newPool = pool -> {};

    /** Where jobs of one kind in one pool stand. */
    private record Standing(Queue queue, JobView.State state) {}

    /** What one share group works on. */
    private record Queue(String kind, String pool) {

        static Queue of(JobView job) {
            return new Queue(job.kind(), job.pool());
        }
    }

    /** Where a job lies in its queue. */
    private record Place(Priority priority, Instant since, String job) implements Comparable<Place> {

        private static final Comparator<Place> ORDER = Comparator.comparing(Place::priority)
                .thenComparing(Place::since)
                .thenComparing(Place::job);

        static Place of(JobView job) {
            return new Place(Priority.or(job.priority()), waitingSince(job), job.job());
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** A family, with its jobs by kind and pool, since when the one that waits longest has waited, and where those lie that wait. */
    private record Entry(
            String family,
            Instant createdAt,
            Map<Standing, Long> jobs,
            Map<Queue, Instant> waitingSince,
            Map<Queue, List<Place>> places) {

        int open() {
            return jobs.isEmpty()
                    ? 1
                    : jobs.entrySet().stream()
                            .filter(each -> !each.getKey().state().terminal())
                            .mapToInt(each -> each.getValue().intValue())
                            .sum();
        }

        boolean runs() {
            return jobs.keySet().stream().anyMatch(each -> each.state() == JobView.State.RUNNING);
        }
    }

    /** From now on the listener is told of every pool that jobs are first seen in. */
    void listen(Consumer<String> listener) {
        newPool = listener;
    }

    synchronized void put(FamilyView view) {
        put(new Entry(
                view.family(),
                view.times().createdAt() == null ? Instant.EPOCH : view.times().createdAt(),
                counted(view),
                waitingSince(view),
                places(view)));
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
            put(new Entry(family, createdAt, Map.of(), Map.of(), Map.of()));
        }
    }

    /** A family that was deleted. */
    synchronized void remove(String family) {
        Entry old = entries.remove(family);
        if (old != null) {
            byAge.remove(old);
            add(old.jobs(), -1);
        }
    }

    int size() {
        return entries.size();
    }

    /** {@return how many a caller may see} */
    int size(Scope scope) {
        return scope.equals(Scope.ALL)
                ? size()
                : (int) entries.keySet().stream().filter(scope::sees).count();
    }

    /** {@return ids of all} */
    List<String> ids() {
        return List.copyOf(entries.keySet());
    }

    /** {@return jobs of a project that have not ended; a family whose jobs were not seen yet has one} */
    int open(Project project) {
        return entries.values().stream()
                .filter(entry -> project.owns(entry.family()))
                .mapToInt(Entry::open)
                .sum();
    }

    /** {@return ids of a page of those that a caller may see, newest first} */
    List<String> page(Scope scope, long from, int size) {
        return byAge.stream()
                .map(Entry::family)
                .filter(scope::sees)
                .skip(from)
                .limit(size)
                .toList();
    }

    /** {@return families with a job that a worker is on} */
    List<String> running() {
        return entries.values().stream().filter(Entry::runs).map(Entry::family).toList();
    }

    /** {@return how many jobs of a kind in a pool stand so} */
    long jobs(String kind, String pool, JobView.State state) {
        AtomicLong count = jobs.get(new Standing(new Queue(kind, pool), state));
        return count == null ? 0 : count.get();
    }

    /** {@return how many jobs of a kind stand so, in whichever pool} */
    long jobs(String kind, JobView.State state) {
        return pools.stream().mapToLong(pool -> jobs(kind, pool, state)).sum();
    }

    /** {@return since when the job of a kind in a pool that waits longest has waited; empty if none waits} */
    Optional<Instant> waitingSince(String kind, String pool) {
        Queue queue = new Queue(kind, pool);
        return entries.values().stream()
                .map(entry -> entry.waitingSince().get(queue))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    /** {@return how many jobs of its kind and pool would be taken before a job that lies in the queue} */
    int before(JobView job) {
        ConcurrentSkipListSet<Place> queue = places.get(Queue.of(job));
        return queue == null ? 0 : queue.headSet(Place.of(job)).size();
    }

    private void put(Entry entry) {
        Entry old = entries.put(entry.family(), entry);
        if (old != null) {
            byAge.remove(old);
            add(old.jobs(), -1);
            old.places().forEach((queue, left) -> left.forEach(queueOf(queue)::remove));
        }
        byAge.add(entry);
        add(entry.jobs(), 1);
        entry.places().forEach((queue, taken) -> queueOf(queue).addAll(taken));
    }

    private ConcurrentSkipListSet<Place> queueOf(Queue queue) {
        return places.computeIfAbsent(queue, q -> new ConcurrentSkipListSet<>());
    }

    private static Map<Queue, List<Place>> places(FamilyView view) {
        return ofKnownKinds(view)
                .filter(job ->
                        job.state() == JobView.State.QUEUED && job.times().queuedAt() != null)
                .collect(Collectors.groupingBy(Queue::of, Collectors.mapping(Place::of, Collectors.toList())));
    }

    private void add(Map<Standing, Long> counts, int sign) {
        counts.forEach((standing, count) -> {
            jobs.computeIfAbsent(standing, s -> new AtomicLong()).addAndGet(sign * count);
            String pool = standing.queue().pool();
            if (pools.add(pool)) {
                newPool.accept(pool);
            }
        });
    }

    /** What runs is known by its facts before its own record is seen; a job without a kind is not counted that long. */
    private static Map<Standing, Long> counted(FamilyView view) {
        return ofKnownKinds(view)
                .collect(Collectors.groupingBy(job -> new Standing(Queue.of(job), job.state()), Collectors.counting()));
    }

    private static Map<Queue, Instant> waitingSince(FamilyView view) {
        Map<Queue, Instant> since = new HashMap<>();
        ofKnownKinds(view)
                .filter(job -> job.state() == JobView.State.QUEUED && waitingSince(job) != null)
                .forEach(job -> since.merge(Queue.of(job), waitingSince(job), (a, b) -> a.isBefore(b) ? a : b));
        return since;
    }

    /**
     * Since it was queued or, where it was tried already, since its newest attempt began: when that ended is not kept. Of one that was asked
     * for again the later of both.
     */
    private static Instant waitingSince(JobView job) {
        JobView.Times times = job.times();
        if (times.waitingSince() != null) {
            return times.waitingSince();
        }
        return Stream.of(times.queuedAt(), times.startedAt())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Stream<JobView> ofKnownKinds(FamilyView view) {
        return view.jobs().stream().filter(job -> job.kind() != null && KINDS.contains(job.kind()));
    }
}
