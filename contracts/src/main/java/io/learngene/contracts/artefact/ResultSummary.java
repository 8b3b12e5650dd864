package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.Check;
import java.util.List;

/**
 * The few numbers of a result that a fact carries and a family's table needs; the manifest in the store has the rest. Closed, and
 * the same for every method: a result is something learned, something generated, or something trained. Its size is bounded whatever
 * the length of the training or the number of classes. JSON field {@code role}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "role")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ResultSummary.Learned.class, name = "learn"),
    @JsonSubTypes.Type(value = ResultSummary.Generated.class, name = "expand"),
    @JsonSubTypes.Type(value = ResultSummary.Trained.class, name = "tune")
})
public sealed interface ResultSummary {

    /**
     * A learngene, or what stands in its place.
     *
     * @param parameters parameters it stores
     * @param accuracy top-1 accuracy of the model it was taken from, 0 to 1; null if not evaluated
     * @param seconds wall-clock seconds of training
     * @param flops operations of training, a teacher's forward passes counted; null if unknown
     * @param ancestorAccuracy top-1 accuracy of the ancestor, 0 to 1; null without one
     * @param ancestorSeconds wall-clock seconds of training the ancestor; null without one
     * @param ancestorFlops operations of training the ancestor; null without one
     */
    record Learned(
            long parameters,
            Double accuracy,
            double seconds,
            Double flops,
            Double ancestorAccuracy,
            Double ancestorSeconds,
            Double ancestorFlops)
            implements ResultSummary {}

    /**
     * Initialisations.
     *
     * @param models what was generated
     * @param jobs the jobs that this result queues, and those that follow from them
     */
    record Generated(List<Model> models, List<Expected> jobs) implements ResultSummary {
        public Generated {
            models = models == null ? List.of() : List.copyOf(models);
            jobs = jobs == null ? List.of() : List.copyOf(jobs);
        }
    }

    /**
     * A model before training.
     *
     * @param name unique in its family, for example {@code L09}
     * @param depth layers
     * @param parameters parameters
     */
    record Model(String name, int depth, long parameters) {
        public Model {
            Check.present("name", name);
        }
    }

    /**
     * A training that is to come.
     *
     * @param path its place in its family, as {@link io.learngene.contracts.job.JobSpec#path}
     * @param kind kind of job
     * @param group group of the model that it trains
     * @param name name of that model
     * @param after path of the job that has to end well before this one is queued; null for those that are queued at once
     * @param epochs epochs of the training
     */
    record Expected(String path, String kind, String group, String name, String after, int epochs) {
        public Expected {
            Check.present("path", path);
            Check.present("kind", kind);
            Check.present("group", group);
            Check.present("name", name);
        }
    }

    /**
     * A trained model.
     *
     * @param group {@link #MODELS}, or what it is compared with: {@code baselines/scratch} and so on
     * @param name unique in its group, for example {@code L09}
     * @param curve its accuracy while it was trained
     * @param seconds wall-clock seconds of training, evaluation not counted
     * @param epochFlops operations of one epoch; null if unknown
     */
    record Trained(String group, String name, AccuracyCurve curve, double seconds, Double epochFlops)
            implements ResultSummary {

        /** Group of the models that a family is made for. */
        public static final String MODELS = "models";
        /** Group of the models that are trained from random weights, which costs are compared with. */
        public static final String SCRATCH = "baselines/scratch";

        public Trained {
            Check.present("group", group);
            Check.present("name", name);
            Check.present("curve", curve);
        }
    }
}
