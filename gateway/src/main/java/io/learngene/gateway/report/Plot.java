package io.learngene.gateway.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line chart as SVG inside a page of HTML. */
final class Plot {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 340;
    private static final int LEFT = 62;
    private static final int RIGHT = 14;
    private static final int TOP = 34;
    private static final int BOTTOM = 48;
    /** Okabe and Ito's colours, which colour-blind readers can tell apart. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a8a8a", "#5d3a9b");

    /** What stands at the points: lines of one colour have different ones. */
    private enum Mark {
        CIRCLE("m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"),
        SQUARE("m-3 -3h6v6h-6z"),
        TRIANGLE("m0 -4l4 7h-8z");

        private final String path;

        Mark(String path) {
            this.path = path;
        }

        private static Mark of(int round) {
            return values()[round % values().length];
        }

        private String at(double x, double y) {
            return String.format(Locale.ROOT, "M%.1f %.1f%s", x, y, path);
        }
    }

    private final String title;
    private final String xName;
    private final String yName;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String name, List<double[]> points, boolean dashed) {}

    Plot(String title, String xName, String yName) {
        this.title = title;
        this.xName = xName;
        this.yName = yName;
    }

    /**
     * @param name name in the legend
     * @param points x and y of each
     * @param dashed whether the line is dashed
     * @return this
     */
    Plot line(String name, List<double[]> points, boolean dashed) {
        if (!points.isEmpty()) {
            lines.add(new Line(name, points, dashed));
        }
        return this;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String svg() {
        double[] x = range(0);
        double[] y = range(1);
        int legend = 20 * ((lines.size() + 2) / 3);
        StringBuilder svg = new StringBuilder();
        add(svg, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT + legend, escaped(title));
        add(svg, "<text x=\"%d\" y=\"18\" class=\"title\">%s</text>", LEFT, escaped(title));
        axes(svg, x, y);
        for (int i = 0; i < lines.size(); i++) {
            String colour = COLOURS.get(i % COLOURS.size());
            Mark mark = Mark.of(i / COLOURS.size());
            line(svg, lines.get(i), colour, mark, x, y);
            int column = LEFT + i % 3 * 165;
            int row = HEIGHT + 8 + 20 * (i / 3);
            add(
                    svg,
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                    column,
                    row,
                    column + 22,
                    row,
                    colour,
                    lines.get(i).dashed() ? " stroke-dasharray=\"5 3\"" : "");
            add(svg, "<path d=\"%s\" fill=\"%s\"/>", mark.at(column + 11, row), colour);
            add(
                    svg,
                    "<text x=\"%d\" y=\"%d\">%s</text>",
                    column + 28,
                    row + 4,
                    escaped(lines.get(i).name()));
        }
        return svg.append("</svg>").toString();
    }

    private void axes(StringBuilder svg, double[] x, double[] y) {
        for (double tick : ticks(y)) {
            double at = down(tick, y);
            add(svg, "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" class=\"grid\"/>", LEFT, at, WIDTH - RIGHT, at);
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, at + 4, number(tick));
        }
        for (double tick : ticks(x)) {
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    right(tick, x),
                    HEIGHT - BOTTOM + 18,
                    number(tick));
        }
        add(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - BOTTOM + 36,
                escaped(xName));
        add(
                svg,
                "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2,
                escaped(yName));
    }

    private static void line(StringBuilder svg, Line line, String colour, Mark mark, double[] x, double[] y) {
        StringBuilder path = new StringBuilder();
        for (double[] point : line.points()) {
            add(path, "%.1f,%.1f ", right(point[0], x), down(point[1], y));
            add(
                    svg,
                    "<path d=\"%s\" fill=\"%s\"><title>%s: %s, %s</title></path>",
                    mark.at(right(point[0], x), down(point[1], y)),
                    colour,
                    escaped(line.name()),
                    number(point[0]),
                    number(point[1]));
        }
        add(
                svg,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                path.toString().strip(),
                colour,
                line.dashed() ? " stroke-dasharray=\"5 3\"" : "");
    }

    private double[] range(int axis) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (double[] point : line.points()) {
                least = Math.min(least, point[axis]);
                most = Math.max(most, point[axis]);
            }
        }
        double margin = most > least ? (most - least) * 0.06 : Math.max(1e-3, Math.abs(most) * 0.1);
        return new double[] {least - margin, most + margin};
    }

    /** {@return four to eight round numbers inside the range} */
    private static List<Double> ticks(double[] range) {
        double step = Math.pow(10, Math.floor(Math.log10(range[1] - range[0])));
        double count = (range[1] - range[0]) / step;
        step *= count < 2 ? 0.25 : count < 4 ? 0.5 : count > 8 ? 2 : 1;
        List<Double> ticks = new ArrayList<>();
        for (double tick = Math.ceil(range[0] / step) * step; tick <= range[1] + step * 1e-9; tick += step) {
            ticks.add(Math.abs(tick) < step * 1e-9 ? 0 : tick);
        }
        return ticks;
    }

    private static double right(double value, double[] range) {
        return LEFT + (value - range[0]) / (range[1] - range[0]) * (WIDTH - RIGHT - LEFT);
    }

    private static double down(double value, double[] range) {
        return HEIGHT - BOTTOM - (value - range[0]) / (range[1] - range[0]) * (HEIGHT - BOTTOM - TOP);
    }

    private static String number(double value) {
        String[] units = {"", "k", "M", "G", "T"};
        int unit = 0;
        double shown = value;
        while (Math.abs(shown) >= 10_000 && unit < units.length - 1) {
            shown /= 1000;
            unit++;
        }
        String text = String.format(Locale.ROOT, Math.abs(shown) >= 100 ? "%.0f" : "%.4g", shown);
        return (text.contains(".") ? text.replaceAll("\\.?0+$", "") : text) + units[unit];
    }

    private static void add(StringBuilder to, String format, Object... values) {
        to.append(String.format(Locale.ROOT, format, values));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
