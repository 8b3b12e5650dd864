package io.learngene.gateway.view;

import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicSetup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How many workers there are for each kind of jobs in each pool: the members of the share groups, as the broker told last. */
@ApplicationScoped
public class Workers {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Integer> members = new ConcurrentHashMap<>();
    private final Pools pools;

    Workers(Pools pools) {
        this.pools = pools;
    }

    /** Asks the broker. A worker has a member in the group of each priority, so that one of them is enough. */
    void look(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        List<String> groups = new ArrayList<>();
        for (String kind : Vocabulary.kinds().keySet()) {
            pools.names().forEach(pool -> groups.add(group(kind, pool)));
        }
        Map<String, KafkaFuture<ShareGroupDescription>> described =
                admin.describeShareGroups(groups).describedGroups();
        for (String group : groups) {
            members.put(group, members(described.get(group)));
        }
    }

    /** From now on nobody knows. */
    void forget() {
        members.clear();
    }

    /** {@return how many workers take jobs of a kind in a pool; empty if the broker did not tell} */
    OptionalInt of(String kind, String pool) {
        Integer known = members.get(group(kind, pool));
        return known == null ? OptionalInt.empty() : OptionalInt.of(known);
    }

    private static int members(KafkaFuture<ShareGroupDescription> described)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return described
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .members()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                // There never was a worker.
                return 0;
            }
            throw e;
        }
    }

    private static String group(String kind, String pool) {
        return TopicSetup.group(Topics.jobs(kind, pool));
    }
}
