package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.project.Project;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where things lie in the store. A run of a job writes below {@code jobs/{job}/runs/{run}/}, a prefix of its own; the
 * manifest, created once, names the files of the run that won. What belongs to a project lies in the same order below that project's folder,
 * {@code projects/{project}/}, under its name without the project.
 */
public final class StoreKeys {

    /** Folder of datasets, in that of a project. */
    public static final String DATASETS = "datasets/";

    /** Folder of ancestors, in that of a project. */
    public static final String ANCESTORS = "ancestors/";

    /** Folder of learngenes, in that of a project. */
    public static final String LEARNGENES = "learngenes/";

    /** Folder of what is kept for families, in that of a project. */
    public static final String FAMILIES = "families/";

    /** Folder of what runs of jobs write, in that of a project. */
    public static final String JOBS = "jobs/";

    /** Folder of ancestors' answers, in that of a project. */
    public static final String ANSWERS = "answers/";

    /** Folder of comparisons, in that of a project. */
    public static final String COMPARISONS = "comparisons/";

    /** Prefix of what is kept of the gateway's keys. */
    public static final String KEYS = "access/keys/";

    private StoreKeys() {}

    /**
     * @param name dataset
     * @return prefix of all its contents
     */
    public static String dataset(String name) {
        return of("dataset", DATASETS, name);
    }

    /**
     * @param name dataset
     * @param sha256 content
     * @return key of its {@link DatasetManifest}
     */
    public static String datasetManifest(String name, String sha256) {
        return dataset(name) + Check.sha256("sha256", sha256) + "/dataset.json";
    }

    /**
     * @param id ancestor
     * @return key of its {@link AncestorManifest}
     */
    public static String ancestorManifest(String id) {
        return ancestor(id) + "ancestor.json";
    }

    /**
     * @param id ancestor
     * @return prefix of its manifest and its files
     */
    public static String ancestor(String id) {
        return of("ancestor", ANCESTORS, id);
    }

    /**
     * @param project whose they are: how long a training takes would tell another project what was asked before
     * @param key SHA-256 of everything that decides the answers
     * @param epoch epoch of the images, from 0
     * @return key of the {@link ArtefactRef} of an ancestor's answers
     */
    public static String answers(Project project, String key, int epoch) {
        return answers(project, key) + String.format(Locale.ROOT, "epoch-%05d.json", epoch);
    }

    /**
     * @param project whose they are
     * @param key SHA-256 of everything that decides the answers
     * @param sha256 checksum of a file of answers
     * @return key of that file; it belongs to no job, because others refer to it
     */
    public static String answersFile(Project project, String key, String sha256) {
        return answers(project, key) + Check.sha256("sha256", sha256) + ".safetensors";
    }

    /**
     * @param project whose it is
     * @param key SHA-256 of everything that decides the accuracy
     * @return key of how often an ancestor is right about test images
     */
    public static String ancestorAccuracy(Project project, String key) {
        return answers(project, key) + "accuracy.json";
    }

    private static String answers(Project project, String key) {
        return project.folder() + ANSWERS + Check.sha256("key", key) + "/";
    }

    /**
     * @param id learngene, which is its family's id
     * @return key of its {@link Learngene}
     */
    public static String learngeneManifest(String id) {
        return learngene(id) + "learngene.json";
    }

    /**
     * @param id learngene, which is its family's id
     * @return prefix of its manifest
     */
    public static String learngene(String id) {
        return of("learngene", LEARNGENES, id);
    }

    /**
     * @param family family
     * @param name initialisation, for example {@code L09}
     * @return key of its {@link InitialModel}
     */
    public static String initialisation(String family, String name) {
        return family(family) + "initialisations/" + name + ".json";
    }

    /**
     * @param family family
     * @param request expansion request
     * @return key of its result's manifest
     */
    public static String expansionManifest(String family, String request) {
        return family(family) + "expansions/" + Check.name("request", request) + ".json";
    }

    /**
     * @param family family
     * @param group {@code models}, or {@code baselines/scratch}
     * @param name model, for example {@code L09}
     * @return key of its {@link ModelManifest}
     */
    public static String modelManifest(String family, String group, String name) {
        return family(family) + group + "/" + name + "/model.json";
    }

    /**
     * @param job job id
     * @param run name of a run, unlike that of any other run of any record of this job
     * @return prefix of what that run writes
     */
    public static String run(String job, String run) {
        return runs(job) + run + "/";
    }

    /**
     * @param job job id
     * @return prefix of what all its runs write
     */
    public static String runs(String job) {
        return place(JOBS, job) + "runs/";
    }

    /**
     * @param family family
     * @return prefix of what the runs of all its jobs write
     */
    public static String jobs(String family) {
        return of("family", JOBS, family);
    }

    /**
     * @param family family
     * @return prefix of everything that is kept for a family: initialisations, models, expansions, failures
     */
    public static String ofFamily(String family) {
        return family(family);
    }

    /**
     * @param family family
     * @param path the job's place in it, see {@link io.learngene.contracts.job.JobSpec#path}
     * @return key of what says that the job failed for good
     */
    public static String failure(String family, String path) {
        return family(family) + "failures/" + path + ".json";
    }

    /**
     * @param family family
     * @param path place in it of a job that was asked for later than the family
     * @return key of what the job is to do: what it will read is referred to from when it is accepted
     */
    public static String continuation(String family, String path) {
        return family(family) + "continuations/" + path + ".json";
    }

    /**
     * @param family family
     * @param sha256 checksum of a line
     * @return key of jobs of the family that wait for their turn, {@link io.learngene.contracts.job.Line.All}
     */
    public static String line(String family, String sha256) {
        return family(family) + "lines/" + Check.sha256("sha256", sha256) + ".json";
    }

    /**
     * @param prefix prefix of what the file belongs to, ending with a slash
     * @param sha256 checksum of its content
     * @param name file name
     * @return key of that content: no other is ever written under it
     */
    public static String content(String prefix, String sha256, String name) {
        return prefix + Check.sha256("sha256", sha256) + "/" + name;
    }

    /**
     * @param project whose request it is
     * @param scope what the key counts for: path of the request
     * @param key the caller's key
     * @return key of what was answered to the first request of that key
     */
    public static String idempotency(Project project, String scope, String key) {
        return project.folder() + "idempotency/" + Sha256.of((scope + " " + key).getBytes(StandardCharsets.UTF_8))
                + ".json";
    }

    /**
     * @param id comparison
     * @return key of what was asked for
     */
    public static String comparison(String id) {
        return of("comparison", COMPARISONS, id) + "comparison.json";
    }

    /**
     * @param id comparison
     * @return key of which families it has
     */
    public static String comparisonFamilies(String id) {
        return of("comparison", COMPARISONS, id) + "families.json";
    }

    /**
     * @param id what names a key of the gateway
     * @return key of what is kept of it
     */
    public static String key(String id) {
        return KEYS + Check.name("key", id) + ".json";
    }

    private static String family(String family) {
        return of("family", FAMILIES, family);
    }

    /**
     * @param key a key
     * @return the key of the same in the default project: what an object is does not depend on whose it is
     */
    public static String withoutProject(String key) {
        return key.startsWith(Project.FOLDERS) ? key.substring(key.indexOf('/', Project.FOLDERS.length()) + 1) : key;
    }

    private static String of(String what, String area, String id) {
        return place(area, Project.checkId(what, id));
    }

    private static String place(String area, String id) {
        Project project = Project.of(id);
        return project.folder() + area + project.local(id) + "/";
    }
}
