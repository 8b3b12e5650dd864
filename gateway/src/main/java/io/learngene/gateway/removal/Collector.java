package io.learngene.gateway.removal;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.access.StoredProjects;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.removal.Told.End;
import io.learngene.gateway.removal.Told.Standing;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.ArtefactStore.Stat;
import io.learngene.runtime.store.OversizedObjectException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Removes what nobody refers to any more.
 *
 * <p>Objects are listed before it is read who refers to them, and before it is asked whether their job has ended. The other way round, what
 * is written and referred to in between would look like an orphan. What is referred to later than that is a new run's, and a new run writes
 * below a prefix of its own; what was written lately is no orphan anyhow, as long as the grace time is longer than the longest pause
 * between a file and the manifest that names it. So two collectors at once, in whichever gateways, decide alike, and to delete what is gone
 * already is no fault.
 *
 * <p>Nobody's clock decides: what is compared are hours and days.
 */
@ApplicationScoped
public class Collector {

    /** Objects that one collection removes, in a minute or so; then whoever asked asks again. */
    static final int MOST = 10_000;

    private static final BooleanSupplier ALWAYS = () -> true;
    private static final String UPLOADS = "/uploads/";
    private static final String CHECKPOINTS = "/checkpoints/";

    private final ArtefactStore store;
    private final References references;
    private final Told told;
    private final GatewayConfig config;
    private final InstantSource clock;

    Collector(ArtefactStore store, References references, Told told, GatewayConfig config, InstantSource clock) {
        this.store = store;
        this.references = references;
        this.told = told;
        this.config = config;
        this.clock = clock;
    }

    /**
     * @param dryRun whether only to count what would go
     * @return what went
     */
    public Collection collect(boolean dryRun) {
        return collect(dryRun, MOST);
    }

    Collection collect(boolean dryRun, int most) {
        List<Project> projects = StoredProjects.in(store).toList();
        Sweep sweep =
                new Sweep(projects, store, references, dryRun, clock.instant().minus(config.cleanGrace()), most);
        uploads(sweep);
        store.list("probes/").stream().filter(sweep::old).forEach(each -> sweep.take(Orphan.PROBES, each, ALWAYS));
        projects.forEach(project -> of(project, sweep));
        sweep.flush();
        return sweep.collection();
    }

    private void of(Project project, Sweep sweep) {
        Set<String> families = new TreeSet<>();
        for (String area : List.of(StoreKeys.JOBS, StoreKeys.FAMILIES, StoreKeys.LEARNGENES)) {
            families.addAll(ids(project, area));
        }
        each(families, sweep, id -> family(id, sweep));
        each(ids(project, StoreKeys.ANCESTORS), sweep, id -> ancestor(id, families.contains(id), sweep));
        each(ids(project, StoreKeys.DATASETS), sweep, name -> dataset(name, sweep));
        answers(project, sweep);
    }

    private List<String> ids(Project project, String area) {
        return store.folders(project.folder() + area).stream().map(project::id).toList();
    }

    /** One that cannot be read keeps nobody from the others, and loses nothing. */
    private static void each(Iterable<String> ids, Sweep sweep, Consumer<String> look) {
        for (String id : ids) {
            if (sweep.full()) {
                return;
            }
            try {
                look.accept(id);
            } catch (OversizedObjectException | InvalidFieldException e) {
                sweep.keep(id + ": " + e.getMessage());
            }
        }
    }

    private void uploads(Sweep sweep) {
        store.unfinished().stream().filter(each -> sweep.old(each.since())).forEach(sweep::take);
    }

    private void family(String id, Sweep sweep) {
        Standing standing = valid(id) ? told.standing(id) : new Standing.Unknown();
        if (standing instanceof Standing.Known) {
            ended(id, sweep);
        } else if (standing instanceof Standing.Deleted) {
            deleted(id, sweep);
        } else {
            sweep.unknown(id);
        }
    }

    private static boolean valid(String id) {
        try {
            Project.checkId("id", id);
            return true;
        } catch (InvalidFieldException e) {
            return false;
        }
    }

    /** What runs of ended jobs left. */
    private void ended(String family, Sweep sweep) {
        List<Stat> old =
                store.list(StoreKeys.jobs(family)).stream().filter(sweep::old).toList();
        if (old.isEmpty() || !(told.standing(family) instanceof Standing.Known known)) {
            return;
        }
        Set<String> named = references.named(family);
        // A job that is asked for again meanwhile goes on from its checkpoints.
        Look again = new Look(() -> told.standing(family));
        Map<String, String> kept = new LinkedHashMap<>();
        for (Stat each : old) {
            Optional<Told.Job> job = known.owner(each.key());
            if (job.isEmpty()) {
                kept.put(family, each.key() + " and others: no job of the family is known that wrote them");
            } else if (over(job.get(), sweep) && !named.contains(each.key())) {
                if (job.get().end().get() == End.PUBLISHED && !published(job.get())) {
                    kept.put(
                            job.get().runs(),
                            job.get().runs() + ": its job is done and its result not in the store; put"
                                    + " that back, or delete the family");
                } else {
                    sweep.take(
                            each.key().contains(CHECKPOINTS) ? Orphan.CHECKPOINTS : Orphan.ATTEMPTS,
                            each,
                            () -> again.get() instanceof Standing.Known now
                                    && now.owner(each.key())
                                            .filter(owner -> over(owner, sweep))
                                            .isPresent());
                }
            }
        }
        kept.values().forEach(sweep::keep);
    }

    /** A look at a family that is taken when it is needed, and once. */
    private static final class Look {
        private final Supplier<Standing> look;
        private Standing seen;

        Look(Supplier<Standing> look) {
            this.look = look;
        }

        Standing get() {
            seen = seen == null ? look.get() : seen;
            return seen;
        }
    }

    private static boolean over(Told.Job job, Sweep sweep) {
        return job.end().isPresent() && (job.endedAt() == null || sweep.old(job.endedAt()));
    }

    private boolean published(Told.Job job) {
        return job.resultKey() != null && store.stat(job.resultKey()).isPresent();
    }

    private void deleted(String family, Sweep sweep) {
        List<Stat> all = references.objects(family);
        // Something that was written lately may not be whole yet.
        if (all.stream().allMatch(sweep::old)) {
            FamilyObjects.of(family, all, references, store)
                    .free()
                    .forEach(each -> sweep.take(Orphan.DELETED, each, ALWAYS));
        }
    }

    private void ancestor(String id, boolean family, Sweep sweep) {
        String prefix = StoreKeys.ancestor(id);
        List<Stat> all = store.list(prefix);
        if (!all.stream().anyMatch(sweep::old)) {
            return;
        }
        if (told.standing(id) instanceof Standing.Deleted) {
            if (!family) {
                deleted(id, sweep);
            }
            return;
        }
        String manifest = prefix + "ancestor.json";
        Set<String> named = new HashSet<>();
        boolean published = read(manifest, named);
        if (!published && !all.stream().allMatch(sweep::old)) {
            // Somebody is at it.
            return;
        }
        if (published) {
            // What was uploaded last may be sent again, and is then found.
            all.stream().filter(each -> each.key().contains(UPLOADS)).forEach(each -> read(each.key(), named));
        }
        BooleanSupplier still = published ? ALWAYS : () -> store.stat(manifest).isEmpty();
        // First what says that a file was uploaded: a publication looks whether that is still there when it has written
        // its manifest.
        Stream.of(true, false)
                .flatMap(said -> all.stream().filter(each -> each.key().contains(UPLOADS) == said))
                .filter(each -> sweep.old(each)
                        && !each.key().equals(manifest)
                        && !(published && (each.key().contains(UPLOADS) || mentioned(each.key(), named))))
                .forEach(each -> sweep.take(Orphan.ANCESTORS, each, still));
    }

    /** {@return whether there is such a document; what it mentions is added} */
    private boolean read(String key, Set<String> mentions) {
        Optional<byte[]> document = store.read(key);
        document.ifPresent(bytes -> mentions.addAll(Mentions.in(bytes, mention -> true)));
        return document.isPresent();
    }

    /** By its key, or by the checksum of its content in it. */
    private static boolean mentioned(String key, Set<String> named) {
        return named.contains(key) || Stream.of(key.split("/")).anyMatch(named::contains);
    }

    private void dataset(String name, Sweep sweep) {
        String prefix = StoreKeys.dataset(name);
        for (String content : store.folders(prefix)) {
            List<Stat> old = store.list(prefix + content + "/").stream()
                    .filter(sweep::old)
                    .toList();
            BooleanSupplier still =
                    () -> store.stat(prefix + content + "/dataset.json").isEmpty();
            if (!old.isEmpty() && still.getAsBoolean()) {
                old.forEach(each -> sweep.take(Orphan.DATASETS, each, still));
            }
        }
    }

    /**
     * Answers that no epoch names, and epochs whose ancestor or images are gone, which nobody can ask about again. What a job takes that runs
     * now it has fetched before, or asks for anew.
     */
    private void answers(Project project, Sweep sweep) {
        Set<String> there = new HashSet<>();
        for (String name : store.folders(project.folder() + StoreKeys.ANCESTORS)) {
            read(project.folder() + StoreKeys.ANCESTORS + name + "/ancestor.json", there);
        }
        for (String name : store.folders(project.folder() + StoreKeys.DATASETS)) {
            there.addAll(store.folders(project.folder() + StoreKeys.DATASETS + name + "/"));
        }
        String answers = project.folder() + StoreKeys.ANSWERS;
        each(store.folders(answers), sweep, key -> answers(answers + key + "/", there, sweep));
    }

    private void answers(String prefix, Set<String> there, Sweep sweep) {
        List<Stat> old = store.list(prefix).stream().filter(sweep::old).toList();
        Set<String> gone = new LinkedHashSet<>();
        Set<String> named = new HashSet<>();
        for (Stat epoch : store.list(prefix)) {
            if (epoch.key().startsWith(prefix + "epoch-")) {
                Optional<byte[]> document = store.read(epoch.key());
                if (document.filter(bytes -> lost(bytes, there)).isPresent()) {
                    gone.add(epoch.key());
                } else {
                    document.ifPresent(bytes -> named.addAll(Mentions.in(bytes, mention -> true)));
                }
            }
        }
        old.stream()
                .filter(each -> gone.contains(each.key()))
                .forEach(each -> sweep.take(Orphan.ANSWERS, each, ALWAYS));
        old.stream()
                .filter(each -> each.key().endsWith(".safetensors") && !named.contains(each.key()))
                .forEach(each -> sweep.take(Orphan.ANSWERS, each, ALWAYS));
    }

    /** Of references from before it was kept whose answers they are nothing is known. */
    private static boolean lost(byte[] reference, Set<String> there) {
        JsonNode known = Json.read(reference, JsonNode.class);
        return Stream.of("ancestor", "dataset")
                .anyMatch(field -> known.hasNonNull(field)
                        && !there.contains(known.get(field).asText()));
    }
}
