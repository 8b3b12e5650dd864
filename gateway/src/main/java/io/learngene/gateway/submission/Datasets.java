package io.learngene.gateway.submission;

import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.project.Project;
import io.learngene.engine.data.images.ImageLabels;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The datasets in the store. */
@ApplicationScoped
public class Datasets {

    /** Most classes of all manifests that are cached, each a name and two numbers. */
    private static final int MOST_CACHED = 50_000;

    private static final String FILE = "/dataset.json";

    private final Manifests manifests;
    private final InstantSource clock;
    private final Duration cacheTime;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();

    private record Cached(DatasetManifest manifest, Instant until) {}

    Datasets(Manifests manifests, GatewayConfig config, InstantSource clock) {
        this.clock = clock;
        this.manifests = manifests;
        this.cacheTime = config.datasetCache();
    }

    /**
     * @param name dataset
     * @return its newest content; empty if there is no such dataset
     */
    public Optional<DatasetManifest> newest(String name) {
        // None is left out: an older content instead would be other images than are meant.
        return manifests
                .keys(StoreKeys.dataset(name), FILE)
                .flatMap(key -> manifests.read(key, DatasetManifest.class).stream())
                .max(Comparator.comparing(DatasetManifest::createdAt));
    }

    /**
     * @param name dataset
     * @param sha256 content
     * @return that content; empty if it is not there
     */
    public Optional<DatasetManifest> content(String name, String sha256) {
        return manifests.read(StoreKeys.datasetManifest(name, sha256), DatasetManifest.class);
    }

    /**
     * @param scope whose
     * @return the newest content of every dataset, by name
     */
    public List<DatasetManifest> all(Scope scope) {
        Map<String, DatasetManifest> newest = new TreeMap<>();
        manifests
                .keys(scope, StoreKeys.DATASETS, FILE)
                .flatMap(key -> manifests.listed(key, DatasetManifest.class))
                .forEach(manifest -> newest.merge(
                        manifest.name(), manifest, (a, b) -> a.createdAt().isAfter(b.createdAt()) ? a : b));
        return List.copyOf(newest.values());
    }

    /**
     * Names the content that is meant, so that every job sees the same images.
     *
     * @param project who asks; the datasets of others are none
     * @param selection what was asked for
     * @param field the field it is in
     * @return the selection with its content filled in
     */
    public DatasetSelection pin(Project project, DatasetSelection selection, String field) {
        if (selection.synthetic()) {
            Check.that(
                    selection.sha256() == null,
                    field + ".sha256",
                    selection.sha256(),
                    "leave it out, " + DatasetSelection.SYNTHETIC + " is made from the seed");
            Check.that(
                    selection.imageSize() == SyntheticShapes.IMAGE_SIZE,
                    field + ".image_size",
                    selection.imageSize(),
                    DatasetSelection.SYNTHETIC + " is drawn at " + SyntheticShapes.IMAGE_SIZE
                            + " pixels, leave it out");
            return selection;
        }
        if (!project.owns(selection.name())) {
            throw ProblemException.unusable(
                    field,
                    "there is no dataset '" + selection.name() + "' in the project " + project
                            + (project.equals(Project.DEFAULT) ? "" : ", whose ids begin with " + project.id("")));
        }
        return selection.pinnedTo(cached(selection, field).sha256());
    }

    /**
     * @param pinned a selection that names its content, not of the built-in dataset
     * @return that content
     */
    public DatasetManifest manifest(DatasetSelection pinned) {
        return cached(pinned, "dataset");
    }

    private DatasetManifest cached(DatasetSelection selection, String field) {
        String key = selection.name() + "@" + selection.sha256();
        Cached known = cache.get(key);
        if (known == null || known.until().isBefore(clock.instant())) {
            DatasetManifest manifest = look(selection, field);
            int classes = cache.values().stream()
                    .mapToInt(c -> c.manifest().trainImages().size())
                    .sum();
            if (classes + manifest.trainImages().size() > MOST_CACHED) {
                cache.clear();
            }
            known = new Cached(manifest, clock.instant().plus(cacheTime));
            cache.put(key, known);
        }
        return known.manifest();
    }

    /**
     * @param pinned a selection that names its content
     * @return names of its classes in the order of its labels
     */
    public List<String> classes(DatasetSelection pinned) {
        if (pinned.synthetic()) {
            return SyntheticShapes.CLASS_NAMES;
        }
        return List.copyOf(manifest(pinned).trainImages().keySet());
    }

    /**
     * @param pinned a selection that names its content
     * @return images that a training with it sees in an epoch: those held out for validation are none, as the workers hold them out
     */
    public int trainImages(DatasetSelection pinned) {
        double share = pinned.validation() == null ? 0 : pinned.validation();
        int left = 0;
        for (int images : trainCounts(pinned)) {
            left += images - (share == 0 ? 0 : ImageLabels.held(images, share));
        }
        return pinned.synthetic() || pinned.trainImages() == null ? left : Math.min(left, pinned.trainImages());
    }

    /**
     * {@return training images of each class, of the built-in dataset already so many as are selected; of all classes where an image has any
     * number of them}
     */
    private Collection<Integer> trainCounts(DatasetSelection pinned) {
        if (!pinned.synthetic()) {
            DatasetManifest manifest = manifest(pinned);
            return manifest.multiLabel() == null
                    ? manifest.trainImages().values()
                    : List.of(manifest.multiLabel().train().images());
        }
        int images = pinned.trainImages() == null ? SyntheticShapes.TRAIN_IMAGES : pinned.trainImages();
        int classes = SyntheticShapes.CLASS_NAMES.size();
        return IntStream.range(0, classes)
                .mapToObj(c -> images / classes + (c < images % classes ? 1 : 0))
                .toList();
    }

    /**
     * @param pinned a selection that names its content
     * @return whether its images have any number of classes
     */
    public boolean multiLabel(DatasetSelection pinned) {
        return !pinned.synthetic() && manifest(pinned).multiLabel() != null;
    }

    /**
     * @param name dataset that has got new content
     */
    public void changed(String name) {
        cache.keySet().removeIf(key -> key.startsWith(name + "@"));
    }

    private DatasetManifest look(DatasetSelection selection, String field) {
        Optional<DatasetManifest> found =
                selection.sha256() == null ? newest(selection.name()) : content(selection.name(), selection.sha256());
        return found.orElseThrow(() -> ProblemException.unusable(
                field,
                "there is no dataset '" + selection.name() + "'"
                        + (selection.sha256() == null ? "" : " with content " + selection.sha256())
                        + "; upload it with PUT /datasets/" + selection.name() + ", or use "
                        + DatasetSelection.SYNTHETIC));
    }
}
