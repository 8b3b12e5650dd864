package io.learngene.local.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Writes what images are taken for: CSV (RFC 4180) with a line for each of the likeliest classes, or a line of JSON for each image. Where an image
 * has any number of classes, these are all that are likely enough, and an image without has a line of rank 0 and no class.
 */
public final class Predictions {

    /** How they are written. */
    public enum Format {
        /** {@code image,rank,class,probability}. */
        CSV,
        /** {@code {"image", "predictions": [{"class", "probability"}]}}. */
        JSON
    }

    private final PrintStream out;
    private final Format format;
    private final List<String> classNames;
    private final int top;
    private final Double threshold;

    /**
     * @param out where to
     * @param format how
     * @param classNames names of the classes in the order of the head
     * @param top how many classes are told of an image at most
     * @param threshold probability from which on an image has a class; null where it has one of them
     */
    public Predictions(PrintStream out, Format format, List<String> classNames, int top, Double threshold) {
        this.threshold = threshold;
        this.out = out;
        this.format = format;
        this.classNames = List.copyOf(classNames);
        this.top = Math.min(top, classNames.size());
        if (format == Format.CSV) {
            out.print("image,rank,class,probability\r\n");
        }
    }

    /**
     * @param name the image
     * @param logits a number for each class
     */
    public void image(String name, float[] logits) {
        double[] probabilities = threshold == null ? softmax(logits) : sigmoid(logits);
        List<Integer> best = best(logits).stream()
                .filter(c -> threshold == null || probabilities[c] >= threshold)
                .toList();
        if (format == Format.CSV) {
            if (best.isEmpty()) {
                out.print(cell(name) + ",0,,\r\n");
            }
            for (int rank = 0; rank < best.size(); rank++) {
                int c = best.get(rank);
                out.print(String.format(
                        Locale.ROOT,
                        "%s,%d,%s,%.6f\r\n",
                        cell(name),
                        rank + 1,
                        cell(classNames.get(c)),
                        probabilities[c]));
            }
            return;
        }
        ObjectNode line = Json.mapper().createObjectNode().put("image", name);
        ArrayNode predictions = line.putArray("predictions");
        best.forEach(
                c -> predictions.addObject().put("class", classNames.get(c)).put("probability", probabilities[c]));
        out.println(line);
    }

    /** Few of many, so that they are looked for one by one; of equal ones the first. */
    private List<Integer> best(float[] logits) {
        List<Integer> best = new ArrayList<>();
        while (best.size() < top) {
            int found = -1;
            for (int c = 0; c < logits.length; c++) {
                if ((found < 0 || logits[c] > logits[found]) && !best.contains(c)) {
                    found = c;
                }
            }
            best.add(found);
        }
        return best;
    }

    private static double[] sigmoid(float[] logits) {
        return IntStream.range(0, logits.length)
                .mapToDouble(i -> 1 / (1 + Math.exp(-logits[i])))
                .toArray();
    }

    private static double[] softmax(float[] logits) {
        double most = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .max()
                .orElse(0);
        double[] shares = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i] - most))
                .toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    /** Names of files and classes come from outside. */
    private static String cell(String value) {
        return value.matches("(?s).*[\",\r\n].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }
}
