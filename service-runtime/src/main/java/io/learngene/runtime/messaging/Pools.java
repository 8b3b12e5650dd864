package io.learngene.runtime.messaging;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.family.Priority;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The pools of workers there are. The same for all services: a job in a pool that has no workers would wait for ever.
 *
 * @param names all of them, the default one too
 */
public record Pools(SortedSet<String> names) {

    /** The setting that lists them. */
    public static final String SETTING = "foundry.pools";

    /** No pool but the default one. */
    public static final Pools DEFAULT = of(List.of());

    /**
     * @param others pools beside the default one
     * @return all of them
     * @throws InvalidFieldException if one has a name that no topic can have
     */
    public static Pools of(Collection<String> others) {
        SortedSet<String> all = new TreeSet<>(others);
        all.forEach(pool -> Check.pool(SETTING, pool));
        all.add(Topics.DEFAULT_POOL);
        return new Pools(java.util.Collections.unmodifiableSortedSet(all));
    }

    /** {@return the topics of jobs: of each kind in each pool, of each priority} */
    public List<String> topics() {
        return Vocabulary.kinds().keySet().stream()
                .flatMap(kind -> names.stream().flatMap(pool -> Stream.of(Priority.values())
                        .map(priority -> Topics.jobs(kind, pool, priority))))
                .toList();
    }

    /**
     * @param field what asks for a pool
     * @param pool a pool
     * @throws InvalidFieldException if there is none of that name; names those there are
     */
    public void require(String field, String pool) {
        Check.that(
                names.contains(pool),
                field,
                pool,
                "there are the pools " + names + "; another has to be listed in " + SETTING
                        + " of every service, and needs workers");
    }
}
