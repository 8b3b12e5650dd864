package io.learngene.gateway.removal;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.submission.Datasets;
import io.learngene.method.DistillJob;
import io.learngene.method.TuneJob;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.ArtefactStore.Stat;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Deletes what somebody asks for, and nothing that somebody else refers to. First it is told, so that no job makes it again; then manifests
 * go, and files last: whatever ends the gateway in between, no manifest names a file that is gone, and to ask again finishes it.
 */
@ApplicationScoped
public class Deletions {

    private static final Logger LOG = Logger.getLogger(Deletions.class);
    private static final String SHA256 = "[0-9a-f]{64}";

    private final ArtefactStore store;
    private final Catalogue catalogue;
    private final Datasets datasets;
    private final References references;
    private final Told told;

    Deletions(ArtefactStore store, Catalogue catalogue, Datasets datasets, References references, Told told) {
        this.store = store;
        this.catalogue = catalogue;
        this.datasets = datasets;
        this.references = references;
        this.told = told;
    }

    /**
     * Deletes a family with all that it made. What of it others refer to stays, and is named.
     *
     * @param id family
     * @param dryRun whether only to say what would go
     * @return what went
     * @throws ProblemException 404 if nothing is known of it, 409 while it is at work or a comparison needs it
     */
    public Deletion family(String id, boolean dryRun) {
        Project.checkId("family", id);
        Told.Standing standing = told.standing(id);
        requireEnded(id, standing, "the family");
        told.asked()
                .filter(asked -> asked.who().startsWith("comparison ")
                        && asked.families().contains(id))
                .findFirst()
                .ifPresent(asked -> {
                    throw ProblemException.conflict("family " + id + " is needed by " + asked.who()
                            + ", which has not ended; wait for it, or cancel it first: foundry compare cancel "
                            + asked.who().substring("comparison ".length()));
                });
        List<Stat> objects = references.objects(id);
        FamilyObjects found = FamilyObjects.of(id, objects, references, store);
        if (!(standing instanceof Told.Standing.Known) && found.free().isEmpty()) {
            throw ProblemException.notFound("family " + id
                    + (standing instanceof Told.Standing.Deleted deleted
                            ? " any more, it was deleted at " + deleted.at()
                            : ""));
        }
        Deletion deletion = Deletion.of("family " + id, dryRun, found.free(), found.kept());
        if (!dryRun) {
            told.delete(id);
            remove(found.free(), deletion);
        }
        return deletion;
    }

    /**
     * @param family its family
     * @param group {@code models}, or {@code baselines/scratch} and so on
     * @param name model
     * @param dryRun whether only to say what would go
     * @return what went
     * @throws ProblemException 404 if there is no such model, 409 while its family is at work or somebody refers to it
     */
    public Deletion model(String family, String group, String name, boolean dryRun) {
        ModelManifest model = catalogue.model(family, group, name);
        String key = StoreKeys.modelManifest(family, group, name);
        Set<String> mentions = new LinkedHashSet<>(List.of(key));
        if (group.equals(Trained.MODELS)) {
            mentions.add(Mentions.id(family + "/" + name));
        }
        String what = "model " + family + "/" + (group.equals(Trained.MODELS) ? "" : group + "/") + name;
        String job = job(model.provenance(), TuneJob.id(family, group, name));
        return result(what, family, key, model.files(), mentions, job, dryRun);
    }

    /**
     * @param id learngene, which is its family's id
     * @param dryRun whether only to say what would go
     * @return what went
     * @throws ProblemException 404 if there is no such learngene, 409 while its family is at work or somebody refers to it
     */
    public Deletion learngene(String id, boolean dryRun) {
        Learngene learngene = catalogue.learngene(id);
        String key = StoreKeys.learngeneManifest(id);
        List<ArtefactRef> files = Stream.concat(Stream.of(learngene.weights()), learngene.evaluation().stream())
                .toList();
        Set<String> mentions = Set.of(key, Mentions.learngene(id));
        String job = job(learngene.provenance(), DistillJob.id(id));
        return result("learngene " + id, id, key, files, mentions, job, dryRun);
    }

    private static String job(Provenance provenance, String standard) {
        return provenance == null || provenance.job() == null ? standard : provenance.job();
    }

    /** The result of one job. */
    private Deletion result(
            String what,
            String family,
            String manifest,
            List<ArtefactRef> files,
            Set<String> names,
            String job,
            boolean dryRun) {
        requireEnded(family, told.standing(family), "its family");
        List<Stat> objects = new ArrayList<>();
        String asked = StoreKeys.continuation(family, job.substring(job.indexOf('/') + 1));
        Stream.of(manifest, asked).forEach(key -> store.stat(key).ifPresent(objects::add));
        files.forEach(file -> store.stat(file.key()).ifPresent(objects::add));
        Set<String> mentions = new LinkedHashSet<>(names);
        files.forEach(file -> mentions.add(file.key()));
        refuseNeeded(what, needed(family, mentions::contains, key -> key.equals(manifest) || key.equals(asked)));
        Deletion deletion = Deletion.of(what, dryRun, objects, List.of());
        if (!dryRun) {
            told.delete(job);
            remove(objects, deletion);
        }
        return deletion;
    }

    /**
     * @param id ancestor, published or only uploaded
     * @param dryRun whether only to say what would go
     * @return what went
     * @throws ProblemException 404 if there is no such ancestor, 409 if somebody refers to it
     */
    public Deletion ancestor(String id, boolean dryRun) {
        String prefix = StoreKeys.ancestor(id);
        List<Stat> objects = store.list(prefix);
        if (objects.isEmpty()) {
            throw ProblemException.notFound("ancestor " + id);
        }
        requireEnded(id, told.standing(id), "the family that trained it");
        String what = "ancestor " + id;
        refuseNeeded(
                what,
                needed(
                        id,
                        mention -> mention.equals(Mentions.id(id)) || mention.startsWith(prefix),
                        key -> key.startsWith(prefix)));
        Deletion deletion = Deletion.of(what, dryRun, objects, List.of());
        if (!dryRun) {
            remove(manifestsFirst(objects), deletion);
        }
        return deletion;
    }

    /**
     * Deletes the contents of a dataset. Those that somebody refers to stay, and are named.
     *
     * @param name dataset
     * @param dryRun whether only to say what would go
     * @return what went
     * @throws ProblemException 404 if there is no such dataset, 409 if somebody refers to every content of it
     */
    public Deletion dataset(String name, boolean dryRun) {
        String prefix = StoreKeys.dataset(name);
        List<Stat> objects = store.list(prefix);
        if (objects.isEmpty()) {
            throw ProblemException.notFound("dataset " + name);
        }
        Set<String> contents = new TreeSet<>(store.folders(prefix));
        contents.removeIf(content -> !content.matches(SHA256));
        Map<String, Set<String>> mentions = needed(name, contents::contains, key -> false);
        List<Deletion.Kept> kept = new ArrayList<>();
        mentions.forEach((content, neededBy) -> kept.add(Deletion.Kept.of(
                prefix + content,
                objects.stream()
                        .filter(each -> each.key().startsWith(prefix + content))
                        .toList(),
                neededBy)));
        List<Stat> free = objects.stream()
                .filter(each -> mentions.keySet().stream()
                        .noneMatch(content -> each.key().startsWith(prefix + content + "/")))
                .toList();
        if (free.isEmpty()) {
            refuseNeeded("dataset " + name, mentions);
        }
        Deletion deletion = Deletion.of("dataset " + name, dryRun, free, kept);
        if (!dryRun) {
            remove(manifestsFirst(free), deletion);
            datasets.changed(name);
        }
        return deletion;
    }

    private Map<String, Set<String>> needed(String id, Predicate<String> wanted, Predicate<String> own) {
        return references.to(Set.of(Project.of(id)), wanted, own, null);
    }

    private static void refuseNeeded(String what, Map<String, Set<String>> mentions) {
        Set<String> neededBy = new TreeSet<>();
        mentions.values().forEach(neededBy::addAll);
        if (!neededBy.isEmpty()) {
            throw ProblemException.conflict(what + " is needed by "
                    + Deletion.Kept.of(what, List.of(), neededBy).because() + "; delete these first");
        }
    }

    /** What a job that has not ended will read is not known by what lies in the store. */
    private static void requireEnded(String family, Told.Standing standing, String what) {
        if (standing instanceof Told.Standing.Known known && !known.ended()) {
            throw ProblemException.conflict(
                    what + " " + family + " has jobs that have not ended; wait for them, or cancel"
                            + " them first (foundry cancel " + family + ", or DELETE /families/" + family
                            + " without dry_run), and delete when they have stopped");
        }
    }

    private static List<Stat> manifestsFirst(List<Stat> objects) {
        Set<Stat> ordered = new LinkedHashSet<>();
        objects.stream().filter(each -> each.key().endsWith(".json")).forEach(ordered::add);
        ordered.addAll(objects);
        return List.copyOf(ordered);
    }

    private void remove(List<Stat> objects, Deletion deletion) {
        objects.forEach(each -> store.delete(each.key()));
        LOG.infof(
                "deleted %s: %d objects, %d bytes; kept %d that others refer to",
                deletion.deleted(),
                deletion.objects(),
                deletion.bytes(),
                deletion.kept().stream().mapToInt(Deletion.Kept::objects).sum());
    }
}
