package io.learngene.local.soak;

import io.learngene.contracts.event.Fact;
import io.learngene.contracts.view.FamilyView;
import io.learngene.local.history.History;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What a soak did and found.
 *
 * @param seed what it was begun with
 * @param seconds how long things were broken
 * @param asked what was accepted, by kind
 * @param broken what was broken, by kind and part
 * @param restarts how often each part was started again
 * @param families how many ended how
 * @param jobs jobs that were queued
 * @param attempts attempts at them that were begun
 * @param points training points
 * @param cleared files that nothing referred to at the end, and were cleared up
 * @param wrong what may not have happened, in words; empty if all is well
 */
public record SoakReport(
        long seed,
        long seconds,
        Map<String, Integer> asked,
        Map<String, Integer> broken,
        Map<String, Integer> restarts,
        Map<String, Integer> families,
        int jobs,
        int attempts,
        int points,
        long cleared,
        List<String> wrong) {

    /** What was done to the stack and by it, by kind and part. */
    record Done(Map<String, Integer> asked, Map<String, Integer> broken, Map<String, Integer> restarts, long cleared) {}

    static SoakReport of(long seed, long seconds, Done done, Check check) {
        Map<String, Integer> ends = new TreeMap<>();
        for (FamilyView view : check.families()) {
            ends.merge(view == null ? "unknown" : view.state().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        }
        History history = check.history();
        return new SoakReport(
                seed,
                seconds,
                done.asked(),
                done.broken(),
                done.restarts(),
                ends,
                (int) history.queued().stream()
                        .map(History.Queued::job)
                        .distinct()
                        .count(),
                (int) history.facts().stream()
                        .filter(Fact.JobStarted.class::isInstance)
                        .count(),
                history.points().size(),
                done.cleared(),
                check.wrong());
    }

    /** {@return it in lines, for people} */
    public String text() {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("seed " + seed + ", " + seconds + " s of faults");
        lines.add("asked for   " + words(asked));
        lines.add("broken      " + words(broken));
        lines.add("restarted   " + words(restarts));
        lines.add("families    " + words(families));
        lines.add("jobs        " + jobs + " in " + attempts + " attempts, " + points + " training points");
        lines.add("cleared up  " + cleared + " files that nothing referred to");
        lines.add("checked     every topic and the store: "
                + (wrong.isEmpty() ? "all is well" : wrong.size() + " wrong"));
        wrong.forEach(each -> lines.add("  " + each));
        return lines.toString();
    }

    private static String words(Map<String, Integer> counts) {
        StringJoiner words = new StringJoiner(", ");
        counts.forEach((what, count) -> words.add(count + " " + what));
        return words.length() == 0 ? "nothing" : words.toString();
    }
}
