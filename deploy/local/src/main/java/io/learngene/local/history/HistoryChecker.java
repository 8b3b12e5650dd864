package io.learngene.local.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.event.Fact;
import io.learngene.local.history.History.Queued;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says what may not have happened, whatever died meanwhile (docs/protocol.md): of a stack in which nothing is under way, so that every job
 * that was accepted has its end.
 */
public final class HistoryChecker {

    private static final String CHECKPOINTS = "/checkpoints/";

    /**
     * What is taken for late, and what may lie about.
     *
     * @param perJob longest time from queueing a job to its end
     * @param overlap how long after an end another worker, which had begun before it, may still speak: a lock and what was on its way
     * @param mayRemain files of runs that no manifest names and that may be there nevertheless, by their keys
     */
    public record Limits(Duration perJob, Duration overlap, Predicate<String> mayRemain) {}

    private final History history;
    private final Limits limits;
    private final Map<String, List<Fact>> factsOf;
    private final Map<String, List<Queued>> recordsOf;
    private final List<String> wrong = new ArrayList<>();

    private HistoryChecker(History history, Limits limits) {
        this.history = history;
        this.limits = limits;
        this.factsOf = byJob(history.facts(), Fact::job);
        this.recordsOf = byJob(history.queued(), Queued::job);
    }

    /**
     * @param history what happened
     * @param limits what is taken for late
     * @return what may not have happened, in words; empty if all is well
     */
    public static List<String> check(History history, Limits limits) {
        HistoryChecker checker = new HistoryChecker(history, limits);
        checker.recordsOf.forEach(checker::job);
        checker.factsOf.keySet().stream()
                .filter(job -> !checker.recordsOf.containsKey(job))
                .forEach(job -> checker.wrong.add(job + ": facts of a job that nobody queued"));
        checker.points();
        checker.files();
        return List.copyOf(checker.wrong);
    }

    private static <T> Map<String, List<T>> byJob(List<T> all, Function<T, String> job) {
        return all.stream().collect(Collectors.groupingBy(job, TreeMap::new, Collectors.toList()));
    }

    private void job(String job, List<Queued> records) {
        List<Fact> facts = factsOf.getOrDefault(job, List.of());
        attempts(job, records, facts);
        results(job, facts);
        ends(job, records, facts);
        end(job, records, facts);
        followers(job, facts);
    }

    /** A worker that died between queueing the next attempt and giving up its record leaves two, which may be worked on side by side. */
    private void attempts(String job, List<Queued> records, List<Fact> facts) {
        List<Integer> chains = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact instanceof Fact.JobStarted started) {
                Optional<Integer> before = chains.stream()
                        .filter(last -> last <= started.attempt())
                        .max(Comparator.naturalOrder());
                before.ifPresent(chains::remove);
                chains.add(started.attempt());
            }
        }
        if (chains.size() > records.size()) {
            wrong.add(job + ": attempts do not count up: " + starts(facts) + " of " + records.size() + " records");
        }
    }

    private static List<Integer> starts(List<Fact> facts) {
        return facts.stream()
                .filter(Fact.JobStarted.class::isInstance)
                .map(fact -> ((Fact.JobStarted) fact).attempt())
                .toList();
    }

    private void results(String job, List<Fact> facts) {
        Set<String> told = new HashSet<>();
        for (Fact fact : facts) {
            if (fact instanceof Fact.JobSucceeded succeeded
                    && told.add(succeeded.resultKey() + " " + succeeded.sha256())) {
                byte[] manifest = history.manifests().get(succeeded.resultKey());
                if (manifest == null) {
                    wrong.add(job + ": its result " + succeeded.resultKey() + " is told and not there");
                } else if (!Sha256.of(manifest).equals(succeeded.sha256())) {
                    wrong.add(job + ": its result " + succeeded.resultKey() + " is not the one that was told");
                }
            }
        }
        if (told.size() > 1) {
            wrong.add(job + ": has " + told.size() + " results: " + told);
        }
    }

    /** After an end only those speak who had begun before it. */
    private void ends(String job, List<Queued> records, List<Fact> facts) {
        Fact end = null;
        for (Fact fact : facts) {
            boolean again = end instanceof Fact.JobFailed failed && overruled(records) >= failed.attempt();
            boolean late = end != null
                    && !again
                    && !fact.id().equals(end.id())
                    && fact.at().isAfter(end.at().plus(limits.overlap()));
            if (late) {
                wrong.add(job + ": " + fact.type() + " at " + fact.at() + ", after " + end.type() + " at " + end.at());
            }
            end = isEnd(fact) && (end == null || again || rank(fact) > rank(end)) ? fact : end;
        }
    }

    private static boolean isEnd(Fact fact) {
        return rank(fact) > 0;
    }

    /** As the gateway shows them: a result outweighs a failure, and that a cancellation. */
    private static int rank(Fact fact) {
        if (fact instanceof Fact.JobSucceeded) {
            return 3;
        }
        if (fact instanceof Fact.JobFailed) {
            return 2;
        }
        return fact instanceof Fact.JobCancelled ? 1 : 0;
    }

    private static int overruled(List<Queued> records) {
        return records.stream().mapToInt(Queued::overruled).max().orElse(0);
    }

    /** {@return the end that counts; empty if none does} */
    private static Optional<Fact> standing(List<Queued> records, List<Fact> facts) {
        int overruled = overruled(records);
        return facts.stream()
                .filter(HistoryChecker::isEnd)
                .filter(fact -> !(fact instanceof Fact.JobFailed failed) || failed.attempt() > overruled)
                .max(Comparator.comparingInt(HistoryChecker::rank));
    }

    private void end(String job, List<Queued> records, List<Fact> facts) {
        Optional<Fact> end = standing(records, facts);
        if (end.isEmpty()) {
            wrong.add(job + ": was accepted and has no end" + (facts.isEmpty() ? "" : "; told: " + types(facts)));
            return;
        }
        if (end.get() instanceof Fact.JobFailed && !history.deadLetters().contains(job)) {
            wrong.add(job + ": failed and is not among the dead letters");
        }
        Instant since =
                records.stream().map(Queued::at).max(Comparator.naturalOrder()).orElseThrow();
        Duration took = Duration.between(since, end.get().at());
        if (took.compareTo(limits.perJob()) > 0) {
            wrong.add(job + ": took " + took.toSeconds() + " s to its end, more than "
                    + limits.perJob().toSeconds());
        }
    }

    private static List<String> types(List<Fact> facts) {
        return facts.stream().map(Fact::type).toList();
    }

    /** What a result says that it queues was queued. */
    private void followers(String job, List<Fact> facts) {
        facts.stream()
                .filter(Fact.JobSucceeded.class::isInstance)
                .map(Fact.JobSucceeded.class::cast)
                .findFirst()
                .filter(succeeded -> succeeded.summary() instanceof ResultSummary.Generated)
                .ifPresent(succeeded -> {
                    for (ResultSummary.Expected next : ((ResultSummary.Generated) succeeded.summary()).jobs()) {
                        String id = succeeded.family() + "/" + next.path();
                        boolean due = next.after() == null || succeeded(succeeded.family() + "/" + next.after());
                        if (due && !recordsOf.containsKey(id)) {
                            wrong.add(id + ": follows from " + job + " and was never queued");
                        }
                    }
                });
    }

    private boolean succeeded(String job) {
        return factsOf.getOrDefault(job, List.of()).stream().anyMatch(Fact.JobSucceeded.class::isInstance);
    }

    private void points() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        history.points().forEach(id -> counts.merge(id, 1, Integer::sum));
        counts.forEach((id, count) -> {
            if (count > 1) {
                wrong.add("training point " + id + " was told " + count + " times");
            }
        });
    }

    /** Files that no manifest names, but for checkpoints of jobs that failed, which may be asked for again. */
    private void files() {
        Set<String> named = new HashSet<>();
        history.manifests().forEach((key, bytes) -> {
            try {
                names(Json.read(bytes, JsonNode.class), named);
            } catch (InvalidFieldException e) {
                wrong.add(key + ": is no manifest: " + e.getMessage());
            }
        });
        history.files().stream()
                .filter(file -> !named.contains(file) && !limits.mayRemain().test(file) && !waits(file))
                .sorted()
                .forEach(file -> wrong.add(file + ": no manifest names it"));
        named.stream()
                .filter(name -> !history.files().contains(name))
                .sorted()
                .forEach(name -> wrong.add(name + ": a manifest names it and it is not there"));
    }

    private static void names(JsonNode node, Set<String> named) {
        if (node.isTextual()
                && node.asText().startsWith("jobs/")
                && node.asText().contains("/runs/")) {
            named.add(node.asText());
        }
        node.forEach(child -> names(child, named));
    }

    private boolean waits(String file) {
        if (!file.contains(CHECKPOINTS)) {
            return false;
        }
        String job = file.substring("jobs/".length(), file.indexOf("/runs/"));
        return standing(recordsOf.getOrDefault(job, List.of()), factsOf.getOrDefault(job, List.of()))
                .filter(Fact.JobFailed.class::isInstance)
                .isPresent();
    }
}
