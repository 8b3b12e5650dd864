package io.learngene.gateway.comparison;

import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.submission.Manifests;
import io.learngene.method.comparison.ComparisonRequest;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Comparisons in the store, where they outlive every gateway. The same request is the same comparison. */
@ApplicationScoped
class ComparisonShelf {

    private static final String FILE = "/comparison.json";
    private static final int ID_DIGITS = 12;

    private final ArtefactStore store;
    private final Manifests manifests;
    private final InstantSource clock;

    ComparisonShelf(ArtefactStore store, Manifests manifests, InstantSource clock) {
        this.store = store;
        this.manifests = manifests;
        this.clock = clock;
    }

    /**
     * @param project who wants it
     * @param request a complete request
     * @return the comparison of that request, which may have been there before
     */
    Comparison put(Project project, ComparisonRequest request) {
        String id =
                project.id(request.name() + "-" + Sha256.of(Json.write(request)).substring(0, ID_DIGITS));
        store.create(StoreKeys.comparison(id), Json.write(new Comparison.Asked(id, clock.instant(), request)));
        return find(id).orElseThrow();
    }

    /** Keeps which families a comparison has. */
    void keep(Comparison comparison) {
        store.put("families", StoreKeys.comparisonFamilies(comparison.id()), Json.write(comparison.families()));
    }

    Optional<Comparison> find(String id) {
        return manifests.read(StoreKeys.comparison(id), Comparison.Asked.class).map(this::withFamilies);
    }

    /** {@return ids behind one, in the order of their keys} */
    List<String> ids(Scope scope, String after, long limit) {
        String before = after == null ? "" : StoreKeys.comparison(after);
        return manifests
                .keys(scope, StoreKeys.COMPARISONS, FILE)
                .filter(key -> key.compareTo(before) > 0)
                .map(ComparisonShelf::id)
                .limit(limit)
                .toList();
    }

    private static String id(String key) {
        String local = StoreKeys.withoutProject(key);
        String folder = key.substring(0, key.length() - local.length());
        String name = local.substring(StoreKeys.COMPARISONS.length(), local.length() - FILE.length());
        return folder.isEmpty()
                ? name
                : new Project(folder.substring(Project.FOLDERS.length(), folder.length() - 1)).id(name);
    }

    /** {@return a comparison of a list; empty where it is damaged, which is told and counted} */
    Optional<Comparison> listed(String id) {
        return manifests
                .listed(StoreKeys.comparison(id), Comparison.Asked.class)
                .findFirst()
                .map(this::withFamilies);
    }

    private Comparison withFamilies(Comparison.Asked asked) {
        Comparison.Families families = manifests
                .read(StoreKeys.comparisonFamilies(asked.id()), Comparison.Families.class)
                .orElse(Comparison.Families.NONE);
        return new Comparison(asked.id(), asked.createdAt(), asked.request(), families);
    }
}
