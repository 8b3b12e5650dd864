package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.Check;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.evaluation.Judged;
import java.util.ArrayList;
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
     * @param headline name of the score of its predecessors; null without one
     * @param seconds wall-clock seconds of training
     * @param flops operations of training, a teacher's forward passes counted; null if unknown
     * @param predecessors the models that it came from, first to last, as its method calls them
     */
    record Learned(long parameters, String headline, double seconds, Double flops, List<Predecessor> predecessors)
            implements ResultSummary {

        private static final int MOST_PREDECESSORS = 8;

        public Learned {
            predecessors = predecessors == null ? List.of() : List.copyOf(predecessors);
            Check.range("predecessors", predecessors.size(), 0, MOST_PREDECESSORS);
            if (headline != null) {
                Vocabulary.score(headline);
            }
        }

        /** Reads what was told before predecessors had names, too: they were an ancestor and an auxiliary model. */
        @JsonCreator
        static Learned read(
                @JsonProperty("parameters") long parameters,
                @JsonProperty("headline") String headline,
                @JsonProperty("seconds") double seconds,
                @JsonProperty("flops") Double flops,
                @JsonProperty("predecessors") List<Predecessor> predecessors,
                @JsonProperty(value = "accuracy", access = JsonProperty.Access.WRITE_ONLY) Double accuracy,
                @JsonProperty(value = "ancestor_accuracy", access = JsonProperty.Access.WRITE_ONLY) Double ancestor,
                @JsonProperty(value = "ancestor_seconds", access = JsonProperty.Access.WRITE_ONLY)
                        Double ancestorSeconds,
                @JsonProperty(value = "ancestor_flops", access = JsonProperty.Access.WRITE_ONLY) Double ancestorFlops) {
            if (predecessors != null) {
                return new Learned(parameters, headline, seconds, flops, predecessors);
            }
            List<Predecessor> known = new ArrayList<>();
            if (ancestor != null) {
                known.add(new Predecessor(
                        "ancestor",
                        ancestor,
                        ancestorSeconds == null ? 0 : ancestorSeconds,
                        ancestorFlops,
                        false,
                        null));
            }
            if (accuracy != null) {
                known.add(new Predecessor("auxiliary model", accuracy, seconds, flops, true, null));
            }
            return new Learned(parameters, known.isEmpty() ? null : Score.TOP1.name(), seconds, flops, known);
        }
    }

    /**
     * A model that a learngene came from.
     *
     * @param name what its method calls it, for example {@code ancestor}
     * @param score how good it was at its end; null if not evaluated
     * @param seconds wall-clock seconds of training it; 0 if it was given
     * @param flops operations of training it; null if it was given, or nobody knows them
     * @param counted whether it is part of what the learngene cost; what was there before, such as an ancestor, is not
     * @param tested how it answered the test images; null if it was not counted
     */
    record Predecessor(String name, Double score, double seconds, Double flops, boolean counted, Judged tested) {
        public Predecessor {
            Check.present("name", name);
        }
    }

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
     * @param epochs epochs of the training; 0 where the recipe counts steps
     * @param steps its steps; null where the recipe counts epochs
     * @param pool pool whose workers take it; null for the default one
     */
    record Expected(
            String path, String kind, String group, String name, String after, int epochs, Integer steps, String pool) {
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
     * @param curve how good it was while it was trained
     * @param seconds wall-clock seconds of training, evaluation not counted
     * @param epochFlops operations of one epoch; null if unknown
     * @param bestEpoch the epoch whose weights were published; null where these are the last one's
     * @param tested how it answered the test images at its end; null if that was not counted
     */
    record Trained(
            String group,
            String name,
            ScoreCurve curve,
            double seconds,
            Double epochFlops,
            Integer bestEpoch,
            Judged tested)
            implements ResultSummary {

        /** Group of the models that a family is made for. */
        public static final String MODELS = "models";
        /** Group of the models that are trained from random weights, which costs are compared with. */
        public static final String SCRATCH = "baselines/scratch";
        /**
         * Group of what a few steps fitted for a model before its tuning: trained, but not the model's weights themselves. It shows the
         * model as it was then, and is part of what that one cost.
         */
        public static final String FITTED = "baselines/fitted";

        public Trained {
            Check.present("group", group);
            Check.present("name", name);
            Check.present("curve", curve);
        }
    }
}
