package io.learngene.gateway.deadletter;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Topics;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.topics.TopicReader;
import io.learngene.gateway.topics.TopicReading;
import io.learngene.runtime.messaging.Pools;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What was put aside, read from its topics whenever somebody asks. */
@ApplicationScoped
public class DeadLetters {

    /** Newest records of a topic that a job is looked for in. */
    private static final long MOST_SEARCHED = 100_000;

    private static final int SEARCHED_AT_ONCE = 1_000;

    private final TopicReading reading;
    private final Pools pools;

    DeadLetters(TopicReading reading, Pools pools) {
        this.reading = reading;
        this.pools = pools;
    }

    /**
     * @param id job id
     * @param kind its kind; null if it is not known
     * @param pool its pool; null if it is not known
     * @return the job as it was last put aside; empty if it is not among the newest of its kind
     * @throws InvalidFieldException if what was put aside last cannot be read
     * @throws ProblemException 503 if the broker does not hand them out in time
     */
    public Optional<Job<JobSpec>> newest(String id, String kind, String pool) {
        Collection<String> jobs = kind == null || pool == null ? pools.topics() : List.of(Topics.jobs(kind, pool));
        List<String> topics = jobs.stream().map(Topics::deadLetters).toList();
        return reading.of("the dead letters", opened -> newest(opened, topics, id))
                .map(record -> Job.read(record.value()));
    }

    private static Optional<ConsumerRecord<String, byte[]>> newest(
            TopicReader opened, Collection<String> topics, String id) {
        for (TopicReader.Range all : opened.ranges(topics)) {
            TopicReader.Range left = all.newest(MOST_SEARCHED);
            while (!left.empty()) {
                TopicReader.Range piece = left.newest(SEARCHED_AT_ONCE);
                AtomicReference<ConsumerRecord<String, byte[]>> last = new AtomicReference<>();
                opened.read(piece, record -> {
                    if (id.equals(record.key())) {
                        last.set(record);
                    }
                });
                if (last.get() != null) {
                    return Optional.of(last.get());
                }
                left = left.before(piece.begin());
            }
        }
        return Optional.empty();
    }

    /**
     * What was put aside, a page of it.
     *
     * @param letters newest first
     * @param total how many lie there in all
     * @param next where the next page begins; null if this is the last
     */
    public record Page(List<DeadLetter> letters, long total, String next) {}

    /**
     * @param limit letters of a page
     * @param after what {@link Page#next} of the page before said; null for the first page
     * @param shown which are
     * @return a page; what is not shown of it makes it shorter
     * @throws InvalidFieldException if {@code after} says something else
     * @throws ProblemException 503 if the broker does not hand them out in time
     */
    public Page page(int limit, String after, Predicate<DeadLetter> shown) {
        Places places = after == null ? null : Places.parse(after);
        return reading.of("the dead letters", opened -> {
            List<TopicReader.Range> all = opened.ranges(opened.topics(Topics.deadLetters("learngene.")));
            List<Pile> piles = new ArrayList<>();
            for (TopicReader.Range range : all) {
                long end = places == null ? range.end() : places.ends().getOrDefault(range.partition(), 0L);
                piles.add(Pile.of(opened, range.before(end), limit, shown));
            }
            List<DeadLetter> letters = new ArrayList<>();
            while (letters.size() < limit && piles.stream().anyMatch(Pile::holds)) {
                letters.add(piles.stream()
                        .filter(Pile::holds)
                        .max(Comparator.comparing(pile -> pile.top().at()))
                        .orElseThrow()
                        .take());
            }
            Map<TopicPartition, Long> left = new LinkedHashMap<>();
            piles.stream().filter(Pile::more).forEach(pile -> left.put(pile.range.partition(), pile.end()));
            long total =
                    all.stream().mapToLong(range -> range.end() - range.begin()).sum();
            return new Page(letters, total, left.isEmpty() ? null : new Places(left).toString());
        });
    }

    /** Newest letters of a partition, the newest on top. */
    private static final class Pile {
        private final TopicReader.Range range;
        private final TopicReader.Range piece;
        private final Deque<DeadLetter> letters = new ArrayDeque<>();

        private Pile(TopicReader.Range range, TopicReader.Range piece) {
            this.range = range;
            this.piece = piece;
        }

        static Pile of(TopicReader opened, TopicReader.Range range, int most, Predicate<DeadLetter> shown) {
            Pile pile = new Pile(range, range.newest(most));
            opened.read(pile.piece, record -> {
                DeadLetter letter = DeadLetter.of(record);
                if (shown.test(letter)) {
                    pile.letters.push(letter);
                }
            });
            return pile;
        }

        boolean holds() {
            return !letters.isEmpty();
        }

        DeadLetter top() {
            return letters.element();
        }

        DeadLetter take() {
            return letters.pop();
        }

        /** {@return whether something of it is left for another page} */
        boolean more() {
            return end() > range.begin();
        }

        /** What was not taken ends behind its newest; offsets without a record are passed over. */
        long end() {
            return holds() ? top().offset() + 1 : piece.begin();
        }
    }
}
