package io.learngene.gateway.submission;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifests in the store. What is not there is a 404 that says so. */
@ApplicationScoped
public class Catalogue {

    private static final int MOST_LISTED = 1000;
    private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");

    private final Manifests manifests;

    Catalogue(Manifests manifests) {
        this.manifests = manifests;
    }

    /**
     * @param id learngene
     * @return its manifest
     */
    public Learngene learngene(String id) {
        return findLearngene(id).orElseThrow(() -> ProblemException.notFound("learngene " + id));
    }

    /**
     * @param id learngene
     * @return its manifest; empty if it was not published
     */
    public Optional<Learngene> findLearngene(String id) {
        return manifests.read(StoreKeys.learngeneManifest(id), Learngene.class);
    }

    /**
     * @param <T> what is listed
     * @param scope whose
     * @param limit most to list
     * @param after id behind which the list begins; null for the first
     * @param shown what is kept of a manifest: a list of whole ones, with every class and epoch, does not fit into a small heap
     * @return learngenes in the order of their ids
     */
    public <T> List<T> learngenes(Scope scope, int limit, String after, Function<Learngene, T> shown) {
        String before = after == null ? "" : StoreKeys.learngeneManifest(after);
        return manifests
                .keys(scope, StoreKeys.LEARNGENES, "/learngene.json")
                .filter(key -> key.compareTo(before) > 0)
                .flatMap(key -> manifests.listed(key, Learngene.class).map(shown))
                .limit(limit)
                .toList();
    }

    /**
     * @param family family
     * @param name initialisation
     * @return its recipe
     */
    public InitialModel initialisation(String family, String name) {
        checkName(name, "initialisation");
        return manifests
                .read(StoreKeys.initialisation(family, name), InitialModel.class)
                .orElseThrow(() ->
                        ProblemException.notFound("initialisation " + name + " in the store for family " + family));
    }

    /**
     * @param family family
     * @return its initialisations
     */
    public List<InitialModel> initialisations(String family) {
        String key = StoreKeys.initialisation(family, "");
        return list(manifests.keys(key.substring(0, key.lastIndexOf('/') + 1), ".json"), InitialModel.class);
    }

    /**
     * @param family family
     * @param group {@code models}, or what they are compared with: {@code baselines/scratch} and so on
     * @param name model
     * @return its manifest
     */
    public ModelManifest model(String family, String group, String name) {
        checkName(name, "model");
        return manifests
                .read(StoreKeys.modelManifest(family, group, name), ModelManifest.class)
                .orElseThrow(() ->
                        ProblemException.notFound("finished model " + name + " in " + group + " of family " + family));
    }

    /**
     * @param family family
     * @param group {@code models}, or what they are compared with: {@code baselines/scratch} and so on
     * @return its finished models
     */
    public List<ModelManifest> models(String family, String group) {
        String key = StoreKeys.modelManifest(family, group, "");
        return list(
                manifests.keys(key.substring(0, key.lastIndexOf(group) + group.length() + 1), "/model.json"),
                ModelManifest.class);
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
        return manifests.read(StoreKeys.ancestorManifest(id), AncestorManifest.class);
    }

    /**
     * @param scope whose
     * @return the published ancestors
     */
    public List<AncestorManifest> ancestors(Scope scope) {
        return list(manifests.keys(scope, StoreKeys.ANCESTORS, "/ancestor.json"), AncestorManifest.class);
    }

    /**
     * @param result a result
     * @return how its model answered the test images; empty where nothing was kept, or it is damaged
     */
    public Optional<TestEvaluation> evaluation(JobResult result) {
        return result.evaluation()
                .filter(file -> file.size() <= ModelEvaluation.MOST_BYTES)
                .flatMap(file ->
                        manifests.listed(file.key(), TestEvaluation.class).findFirst());
    }

    /**
     * @param result a result
     * @return the same, of test images that are of one class each; empty for others, too
     */
    public Optional<ModelEvaluation> judged(JobResult result) {
        return evaluation(result).filter(ModelEvaluation.class::isInstance).map(ModelEvaluation.class::cast);
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

    private <T> List<T> list(Stream<String> keys, Class<T> type) {
        return keys.limit(MOST_LISTED)
                .flatMap(key -> manifests.listed(key, type))
                .toList();
    }

    /** A name becomes part of a key. */
    private static void checkName(String name, String what) {
        if (!MODEL_NAME.matcher(name).matches()) {
            throw ProblemException.notFound(what + " of that name; names look like L09");
        }
    }
}
