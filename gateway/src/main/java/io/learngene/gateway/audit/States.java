package io.learngene.gateway.audit;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.access.KeyView;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.gateway.access.Keys;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.comparison.Comparisons;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.removal.Collection;
import io.learngene.gateway.removal.Deletion;
import io.learngene.gateway.submission.Accepted;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.submission.Datasets;
import io.learngene.gateway.transfer.AncestorUploads;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyViews;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What tells two states of a thing apart, in a few words: the state of a family, the content of a dataset. */
@ApplicationScoped
class States {

    private final Families families;
    private final Catalogue catalogue;
    private final Datasets datasets;
    private final Comparisons comparisons;
    private final Keys keys;

    States(Families families, Catalogue catalogue, Datasets datasets, Comparisons comparisons, Keys keys) {
        this.families = families;
        this.catalogue = catalogue;
        this.datasets = datasets;
        this.comparisons = comparisons;
        this.keys = keys;
    }

    /**
     * @param path what is to be changed
     * @param scope who asks
     * @return what is known of it; empty if there is nothing, or no such thing could be
     * @throws ProblemException 503 while it cannot be told: then nothing is changed
     */
    SortedMap<String, String> before(List<String> path, Scope scope) {
        if (path.size() < 2) {
            return new TreeMap<>();
        }
        try {
            return before(path.get(0), path.get(1), path, scope);
        } catch (InvalidFieldException e) {
            return new TreeMap<>();
        } catch (ProblemException e) {
            if (e.problem().status() == 503) {
                throw e;
            }
            return new TreeMap<>();
        }
    }

    private SortedMap<String, String> before(String area, String id, List<String> path, Scope scope) {
        return switch (area) {
            case "families" ->
                families.find(id).map(FamilyViews::of).map(States::of).orElseGet(TreeMap::new);
            case "jobs" -> job(String.join("/", path.subList(1, path.size())));
            case "learngenes" ->
                catalogue
                        .findLearngene(id)
                        .map(learngene -> said("sha256", learngene.weights().sha256()))
                        .orElseGet(TreeMap::new);
            case "datasets" -> datasets.newest(id).map(States::of).orElseGet(TreeMap::new);
            case "ancestors" -> catalogue.findAncestor(id).map(States::of).orElseGet(TreeMap::new);
            case "comparisons" -> of(comparisons.view(comparisons.find(id)));
            case "keys" ->
                keys.all(scope).stream()
                        .filter(key -> key.id().equals(id))
                        .findFirst()
                        .map(States::of)
                        .orElseGet(TreeMap::new);
            default -> new TreeMap<>();
        };
    }

    private SortedMap<String, String> job(String path) {
        String job = path.replaceFirst("/retry$", "");
        Optional<JobView> known = families.find(job.replaceFirst("/.*", "")).map(FamilyViews::of).stream()
                .flatMap(family -> family.jobs().stream())
                .filter(each -> each.job().equals(job))
                .findFirst();
        return known.map(each -> said("state", word(each.state()), "attempt", Integer.toString(each.attempt())))
                .orElseGet(TreeMap::new);
    }

    /**
     * @param answer what was answered to a change; null if nothing
     * @return the same in a few words
     */
    static SortedMap<String, String> after(Object answer) {
        if (answer instanceof Accepted accepted) {
            SortedMap<String, String> after = said("family", accepted.family(), "job", accepted.job());
            Optional.ofNullable(accepted.model()).ifPresent(model -> after.put("model", model));
            return after;
        } else if (answer instanceof FamilyView family) {
            return of(family);
        } else if (answer instanceof ComparisonView comparison) {
            return of(comparison);
        } else if (answer instanceof DatasetManifest dataset) {
            return of(dataset);
        } else if (answer instanceof AncestorManifest ancestor) {
            return of(ancestor);
        } else if (answer instanceof AncestorUploads.Stored stored) {
            return said("file", stored.name(), "sha256", stored.sha256());
        } else if (answer instanceof KeyView key) {
            return of(key);
        } else if (answer instanceof Deletion deletion) {
            return said(
                    "deleted",
                    deletion.deleted(),
                    "objects",
                    Integer.toString(deletion.objects()),
                    "bytes",
                    Long.toString(deletion.bytes()));
        } else if (answer instanceof Collection collection) {
            SortedMap<String, String> after = new TreeMap<>();
            collection
                    .orphans()
                    .forEach((kind, tally) ->
                            after.put(kind.name().toLowerCase(Locale.ROOT), tally.objects() + " objects"));
            return after;
        }
        return new TreeMap<>();
    }

    private static SortedMap<String, String> of(FamilyView family) {
        return said("family", family.family(), "state", word(family.state()));
    }

    private static SortedMap<String, String> of(ComparisonView comparison) {
        return said("comparison", comparison.comparison(), "state", word(comparison.state()));
    }

    private static SortedMap<String, String> of(DatasetManifest dataset) {
        return said("sha256", dataset.sha256());
    }

    private static SortedMap<String, String> of(AncestorManifest ancestor) {
        return said("weights", ancestor.weights().sha256());
    }

    /** Never the key itself. */
    private static SortedMap<String, String> of(KeyView key) {
        SortedMap<String, String> said =
                said("id", key.id(), "name", key.name(), "role", key.role().word());
        Stream.ofNullable(key.project()).forEach(project -> said.put("project", project));
        Stream.ofNullable(key.expiresAt()).forEach(end -> said.put("expires_at", end.toString()));
        return said;
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static SortedMap<String, String> said(String... namesAndValues) {
        SortedMap<String, String> said = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            said.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return said;
    }
}
