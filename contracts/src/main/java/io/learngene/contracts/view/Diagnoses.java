package io.learngene.contracts.view;

import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.artefact.ScoreCurve;
import io.learngene.contracts.evaluation.Judged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The one place of the rules by which a family's numbers are taken for a fault. Of classifiers; other scores are not judged. */
public final class Diagnoses {

    /** Share of what the ancestor knows beyond guessing that an auxiliary model should have. */
    static final double KEPT = 0.5;

    /** A rise or fall of less is nothing to act on, however many images it was measured on. */
    static final double LEAST_CHANGE = 0.01;

    /** Standard deviations, and parts of one, that the mean and the spread of images may be away from the normalisation. */
    static final double FAR_MEAN = 1;

    static final double LEAST_SPREAD = 0.4;

    /** Smaller sides than this share of what the ancestor takes are blown up, to something that it never saw. */
    static final double LEAST_SIDE = 0.5;

    private static final Set<String> ACCURACIES = Set.of(Score.TOP1.name(), Score.VALIDATION_TOP1.name());

    private static final int MOST_NAMED = 8;

    private Diagnoses() {}

    /**
     * @param accuracy an accuracy, 0 to 1
     * @param classes number of classes
     * @return whether it is about that of guessing: below twice as often right, and for few classes below half of the way to always
     */
    public static boolean nearChance(double accuracy, int classes) {
        return nearChance(accuracy, 1.0 / classes);
    }

    /**
     * @param score a score, 0 to 1
     * @param guessing what guessing has
     * @return whether it is about that, as above
     */
    public static boolean nearChance(double score, double guessing) {
        return score < Math.min(2 * guessing, (1 + guessing) / 2);
    }

    /**
     * @param mean means of red, green and blue after normalisation, where those that it was made for have 0
     * @param deviation their standard deviations, where those have 1
     * @param side median of the pictures' shorter sides, pixels
     * @param imageSize pixels that the ancestor takes
     * @return what is unlike in images that a given ancestor is asked about; empty if nothing is
     */
    public static Optional<Finding> images(double[] mean, double[] deviation, int side, int imageSize) {
        List<String> facts = new ArrayList<>();
        for (int channel = 0; channel < 3; channel++) {
            String name = List.of("red", "green", "blue").get(channel);
            if (Math.abs(mean[channel]) > FAR_MEAN) {
                facts.add(String.format(
                        Locale.ROOT, "%s is %+.1f standard deviations from its mean", name, mean[channel]));
            }
            if (deviation[channel] < LEAST_SPREAD || deviation[channel] > 1 / LEAST_SPREAD) {
                facts.add(String.format(Locale.ROOT, "%s varies by %.2f where it knows 1", name, deviation[channel]));
            }
        }
        if (side < LEAST_SIDE * imageSize) {
            facts.add("half of the pictures have less than " + side + " pixels and are blown up to " + imageSize);
        }
        return facts.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.of(Diagnosis.UNLIKE_IMAGES, List.of("ancestor"), String.join(", ", facts)));
    }

    /**
     * @param learngene what was learned; null before
     * @param tuned finished models
     * @param scratch finished models from random weights
     * @return what their numbers tell, at most one of each diagnosis
     */
    public static List<Finding> of(Learned learngene, Collection<Trained> tuned, Collection<Trained> scratch) {
        List<Finding> findings = new ArrayList<>();
        if (learngene != null && ACCURACIES.contains(String.valueOf(learngene.headline()))) {
            predecessors(learngene, scratch).forEach(findings::add);
        }
        List<Trained> judged = tuned.stream()
                .filter(model -> model.tested() != null
                        && model.curve().end() != null
                        && ACCURACIES.contains(model.curve().headline()))
                .toList();
        each(Diagnosis.NEAR_CHANCE, judged, Diagnoses::chance).ifPresent(findings::add);
        each(Diagnosis.UNDERFITTED, judged, Diagnoses::rising).ifPresent(findings::add);
        each(Diagnosis.OVERFITTED, judged, Diagnoses::fallen).ifPresent(findings::add);
        each(Diagnosis.CLASSES_NEVER_RIGHT, judged, Diagnoses::never).ifPresent(findings::add);
        return findings;
    }

    private static Stream<Finding> predecessors(Learned learngene, Collection<Trained> scratch) {
        List<Predecessor> known = learngene.predecessors().stream()
                .filter(each -> each.score() != null && each.tested() != null)
                .toList();
        if (known.size() < 2) {
            return Stream.empty();
        }
        Predecessor ancestor = known.get(0);
        Predecessor auxiliary = known.get(known.size() - 1);
        int classes = ancestor.tested().classes();
        double guessing = 1.0 / classes;
        Stream.Builder<Finding> findings = Stream.builder();
        double best = scratch.stream()
                .filter(model ->
                        model.curve().end() != null && model.curve().headline().equals(learngene.headline()))
                .mapToDouble(model -> model.curve().end())
                .max()
                .orElse(-1);
        boolean guesses = nearChance(ancestor.score(), classes);
        if (guesses || best >= ancestor.score()) {
            findings.add(Finding.of(
                    Diagnosis.POOR_ANCESTOR,
                    List.of(ancestor.name()),
                    percent(ancestor.score())
                            + (guesses
                                    ? ", where guessing has " + percent(guessing)
                                    : ", where a model from random weights has " + percent(best))));
        } else if (auxiliary.score() - guessing < KEPT * (ancestor.score() - guessing)) {
            findings.add(Finding.of(
                    Diagnosis.FAR_BELOW_ANCESTOR,
                    List.of(auxiliary.name()),
                    percent(auxiliary.score()) + ", where the " + ancestor.name() + " has " + percent(ancestor.score())
                            + " and guessing " + percent(guessing)));
        }
        return findings.build();
    }

    /** One finding for all models that it is found of; its numbers are those of the first. */
    private static Optional<Finding> each(
            Diagnosis diagnosis, List<Trained> models, Function<Trained, Optional<String>> rule) {
        List<String> names = new ArrayList<>();
        String fact = null;
        for (Trained model : models) {
            Optional<String> found = rule.apply(model);
            if (found.isPresent()) {
                fact = fact == null ? found.get() : fact;
                names.add(model.name());
            }
        }
        if (names.isEmpty()) {
            return Optional.empty();
        }
        List<String> told = new ArrayList<>(names.subList(0, Math.min(MOST_NAMED, names.size())));
        if (names.size() > MOST_NAMED) {
            told.add((names.size() - MOST_NAMED) + " more");
        }
        return Optional.of(Finding.of(diagnosis, told, (names.size() > 1 ? names.get(0) + " " : "") + fact));
    }

    private static Optional<String> chance(Trained model) {
        Judged tested = model.tested();
        return nearChance(tested.accuracy(), tested.classes())
                ? Optional.of(
                        "has " + percent(tested.accuracy()) + ", where guessing has " + percent(1.0 / tested.classes()))
                : Optional.empty();
    }

    /** Its last epoch was its best by more than the images may be off. */
    private static Optional<String> rising(Trained model) {
        ScoreCurve curve = model.curve();
        List<ScoreCurve.Best> bests = curve.bests();
        if (bests.size() < 2 || bests.get(bests.size() - 1).epoch() < curve.epochs()) {
            return Optional.empty();
        }
        double gained = curve.end() - bests.get(bests.size() - 2).score();
        return gained > noise(model)
                ? Optional.of(String.format(Locale.ROOT, "gained %.1f points in its last epoch", 100 * gained))
                : Optional.empty();
    }

    /** It was better before its end by more than the images may be off. */
    private static Optional<String> fallen(Trained model) {
        ScoreCurve curve = model.curve();
        double best = curve.before() == null ? 0 : curve.before();
        int epoch = 0;
        for (ScoreCurve.Best each : curve.bests()) {
            if (each.score() > best) {
                best = each.score();
                epoch = each.epoch();
            }
        }
        return best - curve.end() > noise(model)
                ? Optional.of("had " + percent(best) + " after epoch " + epoch + " and has " + percent(curve.end())
                        + " at its end")
                : Optional.empty();
    }

    private static Optional<String> never(Trained model) {
        Judged tested = model.tested();
        int more = tested.neverRight() - tested.neverRightFirst().size();
        return tested.neverRight() == 0
                ? Optional.empty()
                : Optional.of("has no image right of " + String.join(", ", tested.neverRightFirst())
                        + (more > 0 ? " and " + more + " more classes" : ""));
    }

    /** Half of the interval of its test images; validation images are of about their number. */
    private static double noise(Trained model) {
        return Math.max(
                LEAST_CHANGE,
                (model.tested().interval().high() - model.tested().interval().low()) / 2);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
