package io.learngene.local.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import io.learngene.contracts.view.FamilyView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    private static final String FAMILY = """
                {"family": "f-1", "state": "running", "phase": "distill", "created_at": "2026-01-01T00:00:00Z", "descendants": [],
                 "eta_seconds": 600.4, "jobs": [{"job": "f-1/distill", "family": "f-1", "kind": "distill", "state": "%s", "attempt": 1, %s
                           "queued_at": "2026-01-01T00:00:00Z"}]}
                """;

    private static final String POINT = """
                {"job": "f-1/distill", "family": "f-1", "attempt": 1, "phase": "distillation", "epoch": 1, "epochs": 4,
                 "step": %d, "steps": 100, "loss": 1.23456, "images_per_second": 800, "eta_seconds": 95,
                 %s "at": "2026-01-01T00:00:00Z"}
                """;

    private static final int WIDE = 200;
    private static final int NONE = 0;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void terminalShowsABarWithTimeLeft() {
        // Given
        ProgressDisplay display = display(WIDE);
        display.family(family("running"));

        // When
        display.point(point(50, null));

        // Then
        assertThat(printed())
                .contains("[##############..............]  50% distill distillation epoch 2/4 loss 1.235 800 img/s"
                        + " ETA 1m35s | 0/1 jobs, all in about 10m00s");
    }

    @Test
    void barFitsIntoANarrowTerminal() {
        // Given
        ProgressDisplay display = display(40);
        display.family(family("running"));

        // When
        display.point(point(50, null));
        display.point(point(60, null));

        // Then: a longer one would go on in a line that nothing erases
        assertThat(printed().split("[\r\n]")).allMatch(line -> line.length() < 40);
        assertThat(printed()).contains("[#################...........]  60% dis");
    }

    @Test
    void timeThatIsOverIsNotBelowZeroAndDaysAreHours() {
        // Given
        ProgressDisplay display = display(WIDE);

        // When
        display.point(read(
                POINT.formatted(50, "").replace("\"eta_seconds\": 95", "\"eta_seconds\": 360000.4"),
                TrainingPoint.class));
        display.family(read(FAMILY.formatted("running", "").replace("600.4", "-3"), FamilyView.class));
        display.point(point(51, null));

        // Then
        assertThat(printed()).contains("ETA 100h00m").contains("all in about 0m00s");
    }

    @Test
    void moreStepsThanWereSaidFillTheBarAndNoMore() {
        // Given
        ProgressDisplay display = display(WIDE);

        // When
        display.point(point(150, null));
        display.point(read(POINT.formatted(3, "").replace("\"steps\": 100", "\"steps\": 0"), TrainingPoint.class));

        // Then
        assertThat(printed()).contains("[" + "#".repeat(28) + "]", "[" + ".".repeat(28) + "]   0%");
    }

    @Test
    void elsewhereThereAreOnlyWholeLines() {
        // Given
        ProgressDisplay display = display(NONE);

        // When
        display.family(family("running"));
        display.point(point(50, null));
        display.point(point(100, 0.5));
        display.family(family("succeeded"));

        // Then
        assertThat(printed().split("\n"))
                .containsExactly(
                        "running   f-1/distill",
                        "          f-1/distill distillation epoch 1/4: top-1 accuracy 50.00%, loss 1.2346",
                        "succeeded f-1/distill");
    }

    @Test
    void scoreOfAMethodThatIsNotKnownHereHasTheNameThatTheFamilyTells() {
        // Given
        ProgressDisplay display = display(NONE);
        TrainingPoint point = read("""
                {"job": "f-1/tune/L02", "family": "f-1", "attempt": 1, "phase": "operator", "epoch": 1, "epochs": 4,
                 "step": 25, "steps": 100, "headline": "relative_l2", "scores": {"relative_l2": 0.031234},
                 "at": "2026-01-01T00:00:00Z"}
                """, TrainingPoint.class);

        // When
        display.point(point);
        display.family(read("""
                {"family": "f-1", "state": "running", "phase": "tune", "descendants": [], "jobs": [],
                 "headline": {"name": "relative_l2", "title": "relative L2 error", "higher_is_better": false,
                   "shown": "number"}}
                """, FamilyView.class));
        display.point(new TrainingPoint(
                point.job(),
                "f-1",
                1,
                "operator",
                new Position(2, 4, 50, 100),
                Readings.NONE,
                point.evaluated(),
                point.at()));

        // Then
        assertThat(printed().split("\n"))
                .containsExactly(
                        "          f-1/tune/L02 operator epoch 1/4: relative_l2 0.03123",
                        "          f-1/tune/L02 operator epoch 2/4: relative L2 error 0.03123");
    }

    @Test
    void nothingIsSaidTwice() {
        // Given
        ProgressDisplay display = display(NONE);

        // When
        for (int i = 0; i < 3; i++) {
            display.family(family("running"));
            display.point(point(100, 0.5));
        }

        // Then
        assertThat(printed().split("\n")).hasSize(2);
    }

    @Test
    void warningIsALineOfItsOwn() {
        // Given
        ProgressDisplay display = display(NONE);
        display.family(family("running"));

        // When
        display.family(family("running", "\"warnings\": 1, \"warning\": \"3 images are broken\","));
        display.family(family("running", "\"warnings\": 1, \"warning\": \"3 images are broken\","));

        // Then
        assertThat(printed().split("\n"))
                .containsExactly("running   f-1/distill", "warning   f-1/distill: 3 images are broken");
    }

    @Test
    void barIsGoneAtTheEnd() {
        // Given
        ProgressDisplay display = display(WIDE);
        display.point(point(50, null));

        // When
        display.end();

        // Then
        String all = printed();
        assertThat(all.substring(all.lastIndexOf('[')).replaceFirst("^[^\r]*", ""))
                .isBlank();
    }

    private ProgressDisplay display(int width) {
        return new ProgressDisplay(new PrintStream(bytes, true, StandardCharsets.UTF_8), width);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static FamilyView family(String state) {
        return family(state, "");
    }

    private static FamilyView family(String state, String more) {
        return read(FAMILY.formatted(state, more), FamilyView.class);
    }

    private static TrainingPoint point(int step, Double accuracy) {
        String evaluated = accuracy == null ? "" : "\"headline\": \"top1\", \"scores\": {\"top1\": " + accuracy + "},";
        return read(POINT.formatted(step, evaluated), TrainingPoint.class);
    }

    private static <T> T read(String json, Class<T> type) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
