package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.Length;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.List;

/**
 * Train one model.
 *
 * @param name unique in its group, for example {@code L09}
 * @param group {@link #MODELS} or one of {@link #BASELINES}
 * @param architecture shape of the model
 * @param start where its weights come from
 * @param dataset images, pinned
 * @param training recipe; completed by {@link TrainingRecipe#tuning}
 * @param teacher the ancestor that it listens to; null for the labels alone
 * @param seed decides shuffling, augmentation, drop path, and initial weights where they are random
 * @param followers models that begin with layers of this one, and are queued when it is done; null for none
 */
@JsonTypeName(TuneJob.KIND)
public record TuneJob(
        String name,
        String group,
        VitArchitecture architecture,
        Origin start,
        DatasetSelection dataset,
        TrainingRecipe training,
        TuningTeacher teacher,
        long seed,
        List<Follower> followers)
        implements JobSpec {

    /** Name of the kind. */
    public static final String KIND = "tune";
    /** Group of tuned descendants. */
    public static final String MODELS = ResultSummary.Trained.MODELS;
    /** Group of the models that are trained from random weights. */
    public static final String SCRATCH = ResultSummary.Trained.SCRATCH;
    /** Group of the models that are trained from random weights and listen to the ancestor. */
    public static final String SCRATCH_DISTILLED = "baselines/scratch-distilled";
    /** Group of the models that begin with layers of the deepest tuned descendant. */
    public static final String SELECTED_LAYERS = "baselines/selected-layers";
    /** The groups of models that descendants are compared with. */
    public static final List<String> BASELINES = List.of(SCRATCH, SCRATCH_DISTILLED, SELECTED_LAYERS);

    /**
     * A baseline of the group {@link #SELECTED_LAYERS}.
     *
     * @param name unique in its group
     * @param architecture shape of the model
     * @param layers for each layer the leader's layer that it is a copy of
     * @param training complete recipe
     */
    public record Follower(String name, VitArchitecture architecture, List<Integer> layers, TrainingRecipe training) {
        public Follower {
            Check.present("name", name);
            Check.present("architecture", architecture);
            layers = List.copyOf(Check.present("layers", layers));
            Check.present("training", training);
        }
    }

    public TuneJob {
        Check.present("name", name);
        Check.that(name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}"), "name", name, "use letters, digits and dashes");
        Check.present("group", group);
        Check.that(
                group.equals(MODELS) || BASELINES.contains(group),
                "group",
                group,
                "give " + MODELS + " or one of " + BASELINES);
        Check.present("architecture", architecture);
        Check.present("start", start);
        Check.present("dataset", dataset);
        training = Check.present("training", training).withDefaults(TrainingRecipe.tuning(dataset.imageSize()));
        if (teacher != null) {
            training.checkTaught("training");
        }
        Check.that(
                !training.rates().freezes() || !(start instanceof Origin.Random),
                "training.freeze",
                training.rates().freeze(),
                "the first weights are random; leave it out");
        followers = followers == null || followers.isEmpty() ? null : List.copyOf(followers);
    }

    /**
     * @param family family
     * @param group {@link #MODELS} or one of {@link #BASELINES}
     * @param name model
     * @return the job's id
     */
    public static String id(String family, String group, String name) {
        return family + "/" + path(group, name);
    }

    private static String path(String group, String name) {
        return (group.equals(MODELS) ? KIND : group.substring(group.indexOf('/') + 1)) + "/" + name;
    }

    /**
     * @param family family
     * @return the jobs of the followers
     */
    public List<TuneJob> queuedAfter(String family) {
        if (followers == null) {
            return List.of();
        }
        String manifest = resultKey(family);
        return followers.stream()
                .map(f -> new TuneJob(
                        f.name(),
                        SELECTED_LAYERS,
                        f.architecture(),
                        new Origin.Layers(manifest, f.layers()),
                        dataset,
                        f.training(),
                        teacher,
                        seed,
                        null))
                .toList();
    }

    /**
     * @param after path of the job that has to end well before this one is queued; null for none
     * @return this job, as the result says that queues it
     */
    public ResultSummary.Expected expected(String after) {
        Length length = training.length();
        int epochs = length.epochs() == null ? 0 : length.epochs();
        return new ResultSummary.Expected(path(), KIND, group, name, after, epochs, length.steps(), training.pool());
    }

    /**
     * @param origin where the weights come from
     * @return this job, from there
     */
    public TuneJob from(Origin origin) {
        return new TuneJob(name, group, architecture, origin, dataset, training, teacher, seed, followers);
    }

    /**
     * @param models models that begin with layers of this one
     * @return this job with those followers
     */
    public TuneJob before(List<Follower> models) {
        return new TuneJob(name, group, architecture, start, dataset, training, teacher, seed, models);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String pool() {
        return training.poolOrDefault();
    }

    @Override
    public String path() {
        return path(group, name);
    }

    @Override
    public String resultKey(String family) {
        return StoreKeys.modelManifest(family, group, name);
    }
}
