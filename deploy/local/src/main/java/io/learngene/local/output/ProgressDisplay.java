package io.learngene.local.output;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Live progress of a family: a bar that is drawn over itself on a terminal, a line per change elsewhere. */
public final class ProgressDisplay {

    private static final int BAR = 28;

    private final PrintStream out;
    private final int width;
    private final Map<String, JobView.State> states = new HashMap<>();
    private final Map<String, String> warnings = new HashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();
    private FamilyView family;
    private long familyAt;
    private int drawn;

    /**
     * @param out where to
     * @param width characters of the terminal's lines, which can be drawn over; 0 where there is none
     */
    public ProgressDisplay(PrintStream out, int width) {
        this.out = out;
        this.width = width;
    }

    /**
     * @param view the family as it is now
     */
    public synchronized void family(FamilyView view) {
        family = view;
        familyAt = System.nanoTime();
        for (JobView job : view.jobs()) {
            JobView.State before = states.put(job.job(), job.state());
            if (before != job.state() && job.state() != JobView.State.QUEUED) {
                String error = job.troubles().error() == null || job.state() == JobView.State.SUCCEEDED
                        ? ""
                        : ": " + job.troubles().error();
                line(String.format(
                        Locale.ROOT, "%-9s %s%s", job.state().name().toLowerCase(Locale.ROOT), job.job(), error));
            }
            if (job.troubles().warning() != null
                    && !job.troubles()
                            .warning()
                            .equals(warnings.put(job.job(), job.troubles().warning()))) {
                line(String.format(
                        Locale.ROOT,
                        "%-9s %s: %s",
                        "warning",
                        job.job(),
                        job.troubles().warning()));
            }
        }
    }

    /**
     * @param point a training point of the family
     */
    public synchronized void point(TrainingPoint point) {
        if (point.evaluated().value() != null) {
            Score score = score(point.evaluated().headline());
            Integer before =
                    epochs.put(point.job() + point.phase(), point.position().epoch());
            if (before == null || before != point.position().epoch()) {
                line(String.format(
                        Locale.ROOT,
                        "          %s %s epoch %d/%d: %s %s%s",
                        point.job(),
                        point.phase(),
                        point.position().epoch(),
                        point.position().epochs(),
                        score.title(),
                        score.text(point.evaluated().value()),
                        point.readings().loss() == null
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        ", loss %.4f",
                                        point.readings().loss())));
            }
            return;
        }
        if (width > 0) {
            draw(point);
        }
    }

    /** Ends the bar, so that what follows begins on a line of its own. */
    public synchronized void end() {
        erase();
        out.flush();
    }

    private void draw(TrainingPoint point) {
        double share = point.position().steps() == 0
                ? 0
                : (double) point.position().step() / point.position().steps();
        int filled = (int) Math.round(BAR * Math.min(1, share));
        StringBuilder text = new StringBuilder("[")
                .append("#".repeat(filled))
                .append(".".repeat(BAR - filled))
                .append(String.format(Locale.ROOT, "] %3.0f%% %s %s", 100 * share, name(point.job()), point.phase()));
        if (point.position().epochs() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    " epoch %d/%d",
                    Math.min(point.position().epoch() + 1, point.position().epochs()),
                    point.position().epochs()));
        }
        if (point.readings().loss() != null) {
            text.append(
                    String.format(Locale.ROOT, " loss %.3f", point.readings().loss()));
        }
        if (point.readings().imagesPerSecond() != null) {
            text.append(
                    String.format(Locale.ROOT, " %.0f img/s", point.readings().imagesPerSecond()));
        }
        if (point.readings().etaSeconds() != null) {
            text.append(" ETA ").append(duration(point.readings().etaSeconds()));
        }
        if (family != null) {
            long ended =
                    family.jobs().stream().filter(j -> j.state().terminal()).count();
            text.append(" | ")
                    .append(ended)
                    .append('/')
                    .append(family.jobs().size())
                    .append(" jobs");
            if (family.times().etaSeconds() != null) {
                double left = family.times().etaSeconds() - (System.nanoTime() - familyAt) / 1e9;
                text.append(", all in about ").append(duration(Math.max(0, left)));
            }
        }
        erase();
        // A line that is longer goes on in the next, which nothing erases.
        text.setLength(Math.min(text.length(), width - 1));
        out.print(text);
        out.flush();
        drawn = text.length();
    }

    private void line(String text) {
        erase();
        out.println(text);
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\r" + " ".repeat(drawn) + "\r");
            drawn = 0;
        }
    }

    private static String name(String job) {
        return job.substring(job.indexOf('/') + 1);
    }

    /** Of a method that is not known here the family's view tells; points that come before it have name and number. */
    private Score score(String name) {
        Score told = family == null ? null : family.headline();
        return told != null && told.name().equals(name)
                ? told
                : Vocabulary.findScore(name).orElse(Score.unknown(name));
    }

    private static String duration(double seconds) {
        Duration d = Duration.ofSeconds(Math.round(seconds));
        return d.toHours() > 0
                ? String.format(Locale.ROOT, "%dh%02dm", d.toHours(), d.toMinutesPart())
                : String.format(Locale.ROOT, "%dm%02ds", d.toMinutes(), d.toSecondsPart());
    }
}
