package io.learngene.gateway.submission;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The manifests in the store. What is not there is a 404 that says so. */
@ApplicationScoped
public class Catalogue {

    private static final int MOST_LISTED = 1000;
    private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");

    private final ArtefactStore store;

    Catalogue(ArtefactStore store) {
        this.store = store;
    }

    /**
     * @param id learngene
     * @return its manifest
     */
    public Learngene learngene(String id) {
        return result(StoreKeys.learngeneManifest(id), Learngene.class, "learngene " + id);
    }

    /**
     * @param id learngene
     * @return its manifest; empty if it was not published
     */
    public Optional<Learngene> findLearngene(String id) {
        return store.read(StoreKeys.learngeneManifest(id)).map(bytes -> (Learngene) Json.read(bytes, JobResult.class));
    }

    /**
     * @param <T> what is listed
     * @param limit most to list
     * @param after id behind which the list begins; null for the first
     * @param shown what is kept of a manifest: a list of whole ones, with every class and epoch, does not fit into a small heap
     * @return learngenes in the order of their ids
     */
    public <T> List<T> learngenes(int limit, String after, Function<Learngene, T> shown) {
        String before = after == null ? "" : StoreKeys.learngeneManifest(after);
        return store.list("learngenes/").stream()
                .map(ArtefactStore.Stat::key)
                .filter(key -> key.endsWith("/learngene.json") && key.compareTo(before) > 0)
                .sorted()
                .limit(limit)
                .flatMap(key -> store.read(key).stream())
                .map(bytes -> shown.apply((Learngene) Json.read(bytes, JobResult.class)))
                .toList();
    }

    /**
     * @param family family
     * @param name initialisation
     * @return its recipe
     */
    public InitialModel initialisation(String family, String name) {
        checkName(name, "initialisation");
        return store.read(StoreKeys.initialisation(family, name))
                .map(bytes -> Json.read(bytes, InitialModel.class))
                .orElseThrow(() ->
                        ProblemException.notFound("initialisation " + name + " in the store for family " + family));
    }

    /**
     * @param family family
     * @return its initialisations
     */
    public List<InitialModel> initialisations(String family) {
        String key = StoreKeys.initialisation(family, "");
        return manifests(key.substring(0, key.lastIndexOf('/') + 1), ".json", InitialModel.class);
    }

    /**
     * @param family family
     * @param group {@code models}, or what they are compared with: {@code baselines/scratch} and so on
     * @param name model
     * @return its manifest
     */
    public ModelManifest model(String family, String group, String name) {
        checkName(name, "model");
        return result(
                StoreKeys.modelManifest(family, group, name),
                ModelManifest.class,
                "finished model " + name + " in " + group + " of family " + family);
    }

    /**
     * @param family family
     * @param group {@code models}, or what they are compared with: {@code baselines/scratch} and so on
     * @return its finished models
     */
    public List<ModelManifest> models(String family, String group) {
        String key = StoreKeys.modelManifest(family, group, "");
        return manifests(key.substring(0, key.indexOf(group) + group.length() + 1), "/model.json", JobResult.class)
                .stream()
                .map(ModelManifest.class::cast)
                .toList();
    }

    /**
     * @param id ancestor
     * @return its manifest
     */
    public AncestorManifest ancestor(String id) {
        return findAncestor(id).orElseThrow(() -> ProblemException.notFound("published ancestor " + id));
    }

    /**
     * @param id ancestor
     * @return its manifest; empty if it was not published
     */
    public Optional<AncestorManifest> findAncestor(String id) {
        return store.read(StoreKeys.ancestorManifest(id)).map(bytes -> Json.read(bytes, AncestorManifest.class));
    }

    /** {@return the published ancestors} */
    public List<AncestorManifest> ancestors() {
        return manifests("ancestors/", "/ancestor.json", AncestorManifest.class);
    }

    /**
     * @param files files of an artefact
     * @param name file name
     * @return the one of that name
     */
    public static ArtefactRef file(List<ArtefactRef> files, String name) {
        return files.stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("file " + name + " here, but "
                        + files.stream().map(ArtefactRef::name).toList()));
    }

    private <T extends JobResult> T result(String key, Class<T> type, String what) {
        return store.read(key)
                .map(bytes -> type.cast(Json.read(bytes, JobResult.class)))
                .orElseThrow(() -> ProblemException.notFound(what));
    }

    private <T> List<T> manifests(String prefix, String suffix, Class<T> type) {
        return store.list(prefix).stream()
                .filter(object -> object.key().endsWith(suffix))
                .limit(MOST_LISTED)
                .flatMap(object -> store.read(object.key()).stream())
                .map(bytes -> Json.read(bytes, type))
                .toList();
    }

    /** A name becomes part of a key. */
    private static void checkName(String name, String what) {
        if (!MODEL_NAME.matcher(name).matches()) {
            throw ProblemException.notFound(what + " of that name; names look like L09");
        }
    }
}
