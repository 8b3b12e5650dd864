package io.learngene.runtime.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Visits every state that a model can reach, breadth first, so that what breaks a rule is found on a shortest way. */
final class ProtocolExplorer {

    /**
     * What was seen.
     *
     * @param states states that were visited
     * @param transitions steps between them
     * @param ends states in which nothing goes on by itself
     * @param broken the first rule that does not hold, and the way there; empty if all hold
     */
    record Report(int states, int transitions, int ends, Optional<String> broken) {}

    /** A rule does not hold. */
    static final class BrokenRuleException extends RuntimeException {
        BrokenRuleException(String rule) {
            super(rule);
        }
    }

    /**
     * A step.
     *
     * @param what for people
     * @param byItself whether it comes without a fault or a user
     * @param to where it leads
     */
    record Move(String what, boolean byItself, ProtocolState to) {

        static void add(List<Move> all, String what, boolean byItself, ProtocolState to) {
            all.add(new Move(what, byItself, to));
        }
    }

    private final ProtocolModel model;
    private final Map<ProtocolState, Integer> known = new HashMap<>();
    private final List<ProtocolState> states = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<int[]> followers = new ArrayList<>();
    private int[] parents = new int[1 << 16];
    private int transitions;
    private int ends;

    private ProtocolExplorer(ProtocolModel model) {
        this.model = model;
    }

    static Report explore(ProtocolModel model) {
        return new ProtocolExplorer(model).run();
    }

    private Report run() {
        visit(model.first(), -1, "a job is queued");
        for (int at = 0; at < states.size(); at++) {
            try {
                expand(at);
            } catch (BrokenRuleException e) {
                return report(Optional.of(e.getMessage() + way(at)));
            }
        }
        return report(endless());
    }

    private Report report(Optional<String> broken) {
        return new Report(states.size(), transitions, ends, broken);
    }

    private void expand(int at) {
        boolean over = true;
        List<Integer> reached = new ArrayList<>();
        for (Move move : model.moves(states.get(at))) {
            reached.add(visit(move.to(), at, move.what()));
            over &= !move.byItself();
        }
        transitions += reached.size();
        followers.add(reached.stream().mapToInt(Integer::intValue).toArray());
        if (over) {
            ends++;
            model.rules().requireEnd(states.get(at));
        }
    }

    private int visit(ProtocolState state, int from, String what) {
        Integer before = known.putIfAbsent(state, states.size());
        if (before != null) {
            return before;
        }
        int index = states.size();
        states.add(state);
        labels.add(what);
        if (index == parents.length) {
            parents = Arrays.copyOf(parents, 2 * index);
        }
        parents[index] = from;
        return index;
    }

    /**
     * Without a circle every way ends, and it ends in a state that {@link ProtocolRules#requireEnd} has seen: nothing waits or turns for
     * ever.
     */
    private Optional<String> endless() {
        int[] waiting = new int[states.size()];
        followers.forEach(reached -> Arrays.stream(reached).forEach(to -> waiting[to]++));
        ArrayDeque<Integer> ready = new ArrayDeque<>(List.of(0));
        int passed = 0;
        while (!ready.isEmpty()) {
            passed++;
            for (int to : followers.get(ready.remove())) {
                if (--waiting[to] == 0) {
                    ready.add(to);
                }
            }
        }
        return passed == states.size() ? Optional.empty() : Optional.of("something turns in a circle");
    }

    private String way(int to) {
        LinkedList<String> steps = new LinkedList<>();
        for (int at = to; at >= 0; at = parents[at]) {
            steps.addFirst("\n  " + labels.get(at));
        }
        return String.join("", steps) + "\n  " + states.get(to);
    }
}
