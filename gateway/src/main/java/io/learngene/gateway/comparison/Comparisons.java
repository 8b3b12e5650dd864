package io.learngene.gateway.comparison;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.quota.Quotas;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.submission.Datasets;
import io.learngene.gateway.submission.Estimates;
import io.learngene.gateway.submission.Submissions;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyViews;
import io.learngene.method.AncestorChoice;
import io.learngene.method.PlannedCosts;
import io.learngene.method.comparison.ComparisonPlan;
import io.learngene.method.comparison.ComparisonPlan.Part;
import io.learngene.method.comparison.ComparisonRequest;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Takes comparisons, and asks for the families that they need and that do not exist yet: families are known by what they were asked for, so
 * that comparisons share what they have in common. Whatever ends a gateway meanwhile, another one goes on where it was.
 */
@ApplicationScoped
public class Comparisons {

    private static final Logger LOG = Logger.getLogger(Comparisons.class);
    /** Families of one content that failed or were cancelled, one after another. */
    private static final int MOST_ATTEMPTS = 100;
    /** Parts whose costs are kept. */
    private static final int MOST_COSTS = 2048;

    private final ComparisonShelf shelf;
    private final Submissions submissions;
    private final Datasets datasets;
    private final Catalogue catalogue;
    private final Families families;
    private final Quotas quotas;
    private final InstantSource clock;
    private final Estimates estimates;
    private final Map<String, List<PlannedCosts.Cost>> costs = new HashMap<>();
    private final Unfinished unfinished = new Unfinished(Duration.ofSeconds(1), this::goOn);

    Comparisons(
            ComparisonShelf shelf,
            Submissions submissions,
            Datasets datasets,
            Catalogue catalogue,
            Families families,
            Estimates estimates,
            Quotas quotas,
            InstantSource clock) {
        this.clock = clock;
        this.quotas = quotas;
        this.estimates = estimates;
        this.shelf = shelf;
        this.submissions = submissions;
        this.datasets = datasets;
        this.catalogue = catalogue;
        this.families = families;
    }

    /** From now on families are asked for whose ancestor had to be trained first. */
    public void start() {
        shelf.ids(Scope.ALL, null, Long.MAX_VALUE).forEach(unfinished::add);
        unfinished.start();
    }

    void stop(@Observes ShutdownEvent event) {
        unfinished.close();
    }

    /**
     * Asks for all that does not exist yet. The same request again is the same comparison, of which what failed or was cancelled is asked for
     * again.
     *
     * @param project who wants it
     * @param request what is wanted
     * @return where it stands
     * @throws ProblemException if a part of it cannot be done; then nothing is
     */
    public ComparisonView submit(Project project, ComparisonRequest request) {
        ComparisonRequest complete = request.on(datasets.pin(project, request.dataset(), "dataset"));
        if (datasets.multiLabel(complete.dataset())) {
            throw ProblemException.unusable(
                    "dataset",
                    "'" + complete.dataset().name()
                            + "' is multi-label, and comparisons count right images; ask for the"
                            + " families themselves");
        }
        check(project, complete);
        quotas.admitWork(project);
        Comparison comparison = shelf.put(project, complete);
        unfinished.add(comparison.id());
        return view(goOn(comparison, true));
    }

    /**
     * Cancels what of it has not ended, but for families that another comparison needs; its view names those. What is finished stays.
     *
     * @param id comparison
     * @return where it stands
     */
    public synchronized ComparisonView cancel(String id) {
        Comparison comparison = find(id);
        if (view(comparison).state().terminal()) {
            return view(comparison);
        }
        Set<String> needed = shelf.ids(Scope.ALL, null, Long.MAX_VALUE).stream()
                .filter(other -> !other.equals(id))
                .flatMap(other -> shelf.listed(other).stream())
                .filter(other -> !other.families().cancelled())
                .flatMap(other -> other.ownFamilies().stream())
                .collect(Collectors.toSet());
        List<String> unfinishedFamilies = comparison.ownFamilies().stream()
                .filter(each ->
                        family(each).filter(view -> !view.state().terminal()).isPresent())
                .toList();
        String goOn = unfinishedFamilies.stream().filter(needed::contains).collect(Collectors.joining(", "));
        // First nothing more of it is asked for.
        String told = goOn.isEmpty() ? null : "other comparisons need these families, which go on: " + goOn;
        Comparison cancelled = comparison.with(comparison.families().cancelled(told, clock.instant()));
        shelf.keep(cancelled);
        unfinishedFamilies.stream()
                .filter(each -> !needed.contains(each))
                .forEach(each -> submissions.cancelFamily(each).await().indefinitely());
        return view(cancelled);
    }

    /**
     * Also goes on with it, where the gateway that took it is gone.
     *
     * @param id comparison
     * @return it
     */
    public Comparison find(String id) {
        Project.checkId("comparison", id);
        Comparison found = shelf.find(id).orElseThrow(() -> ProblemException.notFound("comparison " + id));
        unfinished.add(id);
        return found;
    }

    /**
     * @param comparison a comparison
     * @return where it stands
     */
    public ComparisonView view(Comparison comparison) {
        return ComparisonViews.of(
                comparison,
                plan(comparison),
                this::family,
                this::deleted,
                part -> costs(comparison, part),
                clock.instant());
    }

    /** They are worked out once: a comparison is looked at often while it runs. */
    private List<PlannedCosts.Cost> costs(Comparison comparison, Part part) {
        if (comparison.families().byPart().isEmpty()) {
            // Its ancestor is not there yet, and nobody can say what listening to it takes.
            return List.of();
        }
        synchronized (costs) {
            if (costs.size() >= MOST_COSTS) {
                costs.clear();
            }
            return costs.computeIfAbsent(
                    comparison.id() + "/" + part.id(),
                    id -> estimates.costs(Project.of(comparison.id()), part.request()));
        }
    }

    /** {@return those that have not ended, and so need their families and what these are made from; one that is damaged is left out} */
    public List<Comparison> unfinished() {
        return shelf.ids(Scope.ALL, null, Long.MAX_VALUE).stream()
                .flatMap(id -> shelf.listed(id).stream())
                .filter(each -> !each.families().ended())
                .filter(each ->
                        listed(each).filter(view -> !view.state().terminal()).isPresent())
                .toList();
    }

    /**
     * @param comparison a comparison
     * @return what it asks the methods for
     */
    public ComparisonPlan plan(Comparison comparison) {
        String ancestor = comparison.families().ancestor();
        return plan(
                comparison.request(), ancestor == null ? comparison.request().ancestor() : AncestorChoice.of(ancestor));
    }

    /**
     * A page of them.
     *
     * @param comparisons by id, without their parts; one that is damaged, or whose dataset is gone, is left out and logged
     * @param next id behind which the next page begins; null on the last
     */
    public record Page(List<ComparisonView> comparisons, String next) {}

    /**
     * @param scope whose
     * @param limit most of a page
     * @param after id behind which it begins; null for the first
     * @return the page
     */
    public Page page(Scope scope, int limit, String after) {
        List<String> ids = shelf.ids(scope, after, limit);
        return new Page(
                ids.stream()
                        .flatMap(id -> shelf.listed(id).stream())
                        .flatMap(each -> listed(each).stream())
                        .toList(),
                ids.size() < limit ? null : ids.get(limit - 1));
    }

    private Optional<ComparisonView> listed(Comparison comparison) {
        try {
            return Optional.of(view(comparison).withoutParts());
        } catch (ProblemException e) {
            if (e.problem().status() == 503) {
                throw e;
            }
            LOG.warnf(
                    "comparison %s is left out of a list: %s",
                    comparison.id(), e.problem().detail());
            return Optional.empty();
        }
    }

    /** Refuses the whole where a part of it would be refused. */
    private void check(Project project, ComparisonRequest request) {
        AncestorChoice ancestor = request.ancestor();
        if (ancestor.id() == null) {
            submissions.check(project, ComparisonPlan.ancestor(request));
        }
        for (Part part : plan(request, ancestor).parts()) {
            try {
                submissions.check(project, part.request());
            } catch (ProblemException e) {
                throw new ProblemException(
                        e.problem().status(),
                        e.problem().title(),
                        part.field() + " (" + part.name() + "): " + e.problem().detail(),
                        part.field());
            }
        }
    }

    private ComparisonPlan plan(ComparisonRequest request, AncestorChoice ancestor) {
        try {
            return ComparisonPlan.of(
                    request, datasets.classes(request.dataset()).size(), ancestor);
        } catch (InvalidFieldException e) {
            throw ProblemException.unusable(e.field(), e.value() + "; " + e.remedy());
        }
    }

    /** {@return whether there is nothing left to ask for} */
    private boolean goOn(String id) {
        Optional<Comparison> found = shelf.listed(id);
        if (found.isEmpty() || found.get().families().ended()) {
            return true;
        }
        Comparison comparison = found.get();
        try {
            if (complete(comparison)) {
                return true;
            }
            comparison = goOn(comparison, false);
            return comparison.families().ended() || complete(comparison) || ancestorFailed(comparison);
        } catch (ProblemException e) {
            if (e.problem().status() == 503 || Quotas.isReached(e)) {
                return false;
            }
            LOG.warnf("comparison %s cannot go on: %s", id, e.problem().detail());
            shelf.keep(comparison.with(comparison.families().refused(e.problem().detail())));
            return true;
        }
    }

    private synchronized Comparison goOn(Comparison asked, boolean again) {
        Comparison comparison = shelf.find(asked.id()).orElse(asked);
        if (comparison.families().cancelled() && !again) {
            return comparison;
        }
        String ancestor = ancestor(comparison, again);
        Comparison next = comparison.with(
                new Comparison.Families(ancestor, comparison.families().byPart()));
        if (catalogue.findAncestor(ancestor).isPresent()) {
            next = next.with(new Comparison.Families(ancestor, asked(next, again)));
        }
        if (!next.families().equals(comparison.families())) {
            shelf.keep(next);
        }
        return next;
    }

    /** {@return the ancestor's id: the one that was given, or the family that trains or has trained it} */
    private String ancestor(Comparison comparison, boolean again) {
        String given = comparison.request().ancestor().id();
        String known = given != null ? given : comparison.families().ancestor();
        return known != null && catalogue.findAncestor(known).isPresent()
                ? known
                : kept(known, ComparisonPlan.ancestor(comparison.request()), comparison, again);
    }

    /** {@return a family for every part; where the project has what it may have, the rest is asked for when there is room} */
    private Map<String, String> asked(Comparison comparison, boolean again) {
        Map<String, String> byPart = new HashMap<>(comparison.families().byPart());
        try {
            for (Part part : plan(comparison).parts()) {
                byPart.put(part.id(), kept(byPart.get(part.id()), part.request(), comparison, again));
            }
        } catch (ProblemException e) {
            if (!Quotas.isReached(e)) {
                throw e;
            }
        }
        return byPart;
    }

    /** {@return the family that is known already, or the one of that content; another one where it ended badly and is wanted again} */
    private String kept(String known, MethodRequest request, Comparison comparison, boolean again) {
        return known != null && !(again && endedBadly(known))
                ? known
                : family(
                        Project.of(comparison.id()),
                        request,
                        comparison.request().priority());
    }

    /** A priority is no part of what a family is: comparisons of different ones share it, with that of the first. */
    private String family(Project project, MethodRequest request, Priority priority) {
        String content = Sha256.of(Json.write(request));
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            String family = submissions
                    .submit(project, request, priority, "comparison " + content + " " + attempt)
                    .await()
                    .indefinitely()
                    .family();
            if (!endedBadly(family)) {
                return family;
            }
        }
        throw ProblemException.conflict(
                MOST_ATTEMPTS + " families of the same content failed or were cancelled; look at the last one of "
                        + request.name() + ", and change the request");
    }

    /**
     * @param family a family of a comparison
     * @return whether it was deleted
     */
    public boolean deleted(String family) {
        return families.deletedAt(family).isPresent();
    }

    private boolean endedBadly(String family) {
        return deleted(family)
                || family(family)
                        .map(FamilyView::state)
                        .filter(state -> state == FamilyView.State.FAILED || state == FamilyView.State.CANCELLED)
                        .isPresent();
    }

    private Optional<FamilyView> family(String family) {
        return families.find(family).map(FamilyViews::of);
    }

    private boolean complete(Comparison comparison) {
        return comparison
                .families()
                .byPart()
                .keySet()
                .containsAll(plan(comparison).parts().stream().map(Part::id).toList());
    }

    private boolean ancestorFailed(Comparison comparison) {
        return comparison.request().ancestor().id() == null
                && comparison.families().ancestor() != null
                && endedBadly(comparison.families().ancestor());
    }
}
