package io.learngene.gateway.comparison;

import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.FamilyView;
import io.learngene.method.PlannedCosts;
import io.learngene.method.comparison.ComparisonPlan;
import io.learngene.method.comparison.ComparisonPlan.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Where a comparison stands, by where its families stand. Nobody keeps it. */
final class ComparisonViews {

    private ComparisonViews() {}

    /**
     * @param comparison a comparison
     * @param plan its plan
     * @param family the view of a family; empty where it is not known
     * @param gone whether a family was deleted
     * @param costs what the trainings of a part take
     * @param now the time, for what is left of it
     * @return its view
     */
    static ComparisonView of(
            Comparison comparison,
            ComparisonPlan plan,
            Function<String, Optional<FamilyView>> family,
            Predicate<String> gone,
            Function<Part, List<PlannedCosts.Cost>> costs,
            Instant now) {
        Comparison.Families known = comparison.families();
        Set<String> deleted = new TreeSet<>();
        List<ComparisonView.Part> parts = new ArrayList<>();
        List<FamilyView> views = new ArrayList<>();
        for (Part part : plan.parts()) {
            String id = known.byPart().get(part.id());
            FamilyView view = id == null ? null : family.apply(id).orElse(null);
            boolean away = id != null && view == null && gone.test(id);
            parts.add(part(part, id, view, away));
            if (away) {
                deleted.add(id);
            }
            if (view != null) {
                deleted.addAll(view.deleted());
                views.add(view);
            }
        }
        FamilyView ancestor = comparison.request().ancestor().id() != null || known.ancestor() == null
                ? null
                : family.apply(known.ancestor()).orElse(null);
        FamilyView.State state = state(known, parts, ancestor);
        int models = parts.stream().mapToInt(ComparisonView.Part::models).sum();
        int done = parts.stream().mapToInt(ComparisonView.Part::modelsDone).sum();
        Instant ended = views.stream()
                .map(view -> view.times().endedAt())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new ComparisonView(
                comparison.id(),
                state,
                error(error(known, views, ancestor, state), deleted, comparison.id()),
                new FamilyView.Times(
                        comparison.createdAt(),
                        state.terminal() ? ended : null,
                        state.terminal()
                                ? null
                                : pace(comparison, plan, family, costs).eta(now)),
                models,
                done,
                known.ancestor(),
                parts);
    }

    /** What was deleted is told in every state; nothing else is made in its place by itself. */
    private static String error(String error, Set<String> deleted, String comparison) {
        if (deleted.isEmpty()) {
            return error;
        }
        String told = "not compared, because it was deleted: " + String.join(", ", deleted) + "; foundry compare rerun "
                + comparison + " makes deleted families anew";
        return error == null ? told : error + "; " + told;
    }

    private static ComparisonView.Part part(Part part, String id, FamilyView view, boolean deleted) {
        return new ComparisonView.Part(
                part.name(),
                part.width(),
                part.seed(),
                id,
                view != null ? view.state() : deleted ? FamilyView.State.CANCELLED : FamilyView.State.QUEUED,
                view == null ? null : view.phase(),
                part.models(),
                view == null ? 0 : done(part, view));
    }

    /** {@return how many of the models that are compared are finished} */
    private static int done(Part part, FamilyView view) {
        String baseline = part.group().substring(part.group().indexOf('/') + 1);
        return (int) view.descendants().stream()
                .filter(row -> part.group().equals(Trained.MODELS)
                        ? row.tuned().score() != null
                        : Objects.requireNonNullElse(row.baselines(), Map.of()).containsKey(baseline))
                .count();
    }

    private static FamilyView.State state(
            Comparison.Families known, List<ComparisonView.Part> parts, FamilyView ancestor) {
        if (known.ended()) {
            return known.cancelled() ? FamilyView.State.CANCELLED : FamilyView.State.FAILED;
        }
        if (parts.stream().anyMatch(part -> part.family() == null)) {
            boolean lost = ancestor != null
                    && (ancestor.state() == FamilyView.State.FAILED || ancestor.state() == FamilyView.State.CANCELLED);
            return lost
                    ? ancestor.state()
                    : ancestor == null || ancestor.state() == FamilyView.State.QUEUED
                            ? FamilyView.State.QUEUED
                            : FamilyView.State.RUNNING;
        }
        List<FamilyView.State> states =
                parts.stream().map(ComparisonView.Part::state).distinct().toList();
        if (states.stream().allMatch(FamilyView.State::terminal)) {
            return Stream.of(FamilyView.State.FAILED, FamilyView.State.CANCELLED)
                    .filter(states::contains)
                    .findFirst()
                    .orElse(FamilyView.State.DONE);
        }
        return states.equals(List.of(FamilyView.State.QUEUED)) ? FamilyView.State.QUEUED : FamilyView.State.RUNNING;
    }

    private static String error(
            Comparison.Families known, List<FamilyView> views, FamilyView ancestor, FamilyView.State state) {
        if (known.refusal() != null || state != FamilyView.State.FAILED) {
            return known.refusal();
        }
        return Stream.concat(Stream.ofNullable(ancestor), views.stream())
                .filter(view -> view.state() == FamilyView.State.FAILED)
                .map(FamilyView::error)
                .findFirst()
                .orElse(null);
    }

    private static Pace pace(
            Comparison comparison,
            ComparisonPlan plan,
            Function<String, Optional<FamilyView>> family,
            Function<Part, List<PlannedCosts.Cost>> costs) {
        Pace pace = Pace.NOTHING;
        for (Part part : plan.parts()) {
            String id = comparison.families().byPart().get(part.id());
            FamilyView view = id == null ? null : family.apply(id).orElse(null);
            if (!reused(view, comparison)) {
                pace = pace.and(Pace.of(costs.apply(part), view));
            }
        }
        return pace;
    }

    /** What was there before is no pace. */
    private static boolean reused(FamilyView view, Comparison comparison) {
        Instant ended = view == null ? null : view.times().endedAt();
        return ended != null && ended.isBefore(comparison.createdAt());
    }
}
