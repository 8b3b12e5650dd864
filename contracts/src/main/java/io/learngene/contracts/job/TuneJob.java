package io.learngene.contracts.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.time.Instant;

/**
 * Train one model.
 *
 * @param job {@code {family}/tune/{name}} or {@code {family}/scratch/{name}}
 * @param family family
 * @param attempt attempts made before
 * @param queuedAt when it was first queued
 * @param name unique in its group, for example {@code L09}
 * @param group {@link #MODELS} or {@link #SCRATCH}
 * @param architecture shape of the model
 * @param start where its weights come from
 * @param dataset images, pinned
 * @param training recipe; completed by {@link TrainingRecipe#TUNING}
 * @param seed decides shuffling, augmentation, drop path, and initial weights where they are random
 */
public record TuneJob(
        String job,
        String family,
        int attempt,
        Instant queuedAt,
        String name,
        String group,
        VitArchitecture architecture,
        Origin start,
        DatasetSelection dataset,
        TrainingRecipe training,
        long seed)
        implements JobSpec {

    /** Group of tuned descendants. */
    public static final String MODELS = "models";
    /** Group of the models that are trained from random weights. */
    public static final String SCRATCH = "baselines/scratch";

    public TuneJob {
        Check.present("job", job);
        Check.name("family", family);
        Check.range("attempt", attempt, 0, 1000);
        Check.present("queued_at", queuedAt);
        Check.present("name", name);
        Check.that(name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}"), "name", name, "use letters, digits and dashes");
        Check.present("group", group);
        Check.that(group.equals(MODELS) || group.equals(SCRATCH), "group", group, "give " + MODELS + " or " + SCRATCH);
        Check.that(job.equals(id(family, group, name)), "job", job, "it has to be " + id(family, group, name));
        Check.present("architecture", architecture);
        Check.present("start", start);
        Check.present("dataset", dataset);
        training = Check.present("training", training).withDefaults(TrainingRecipe.TUNING);
    }

    /**
     * @param family family
     * @param group {@link #MODELS} or {@link #SCRATCH}
     * @param name model
     * @return the job's id
     */
    public static String id(String family, String group, String name) {
        return family + (group.equals(MODELS) ? "/tune/" : "/scratch/") + name;
    }

    @Override
    public TuneJob afterAttempts(int attempts) {
        return new TuneJob(job, family, attempts, queuedAt, name, group, architecture, start, dataset, training, seed);
    }

    @Override
    @JsonIgnore
    public String resultKey() {
        return StoreKeys.modelManifest(family, group, name);
    }
}
