package io.learngene.local.soak;

import java.nio.charset.StandardCharsets;

/** Requests of every kind of work that take seconds: every part is real, nothing is learnt. */
final class Requests {

    private static final String IMAGES = "dataset: {name: synthetic-shapes, train_images: 200, test_images: 100}\n";
    private static final String ANCESTOR = """
            ancestor:
              train:
                model: {type: resnet, layers: [1, 1], width: 8}
                training: {epochs: 1, batch_size: 40}
            """;
    private static final String DISTILLATION = "distillation: {training: {epochs: 2, batch_size: 40}}\n";
    private static final String TUNING = "tuning: {epochs: 8, batch_size: 40}\n";
    private static final String FIT = "fit: {steps: 10, images: 100}\n";
    private static final String SCRATCH = "baselines: {scratch: {epochs: 2}}\n";

    /** Layers of what a model is grown to. */
    static final int GROWN = 5;
    /** Layers of what is selected from a model. */
    static final int SELECTED = 2;

    private Requests() {}

    /**
     * @param kind a kind that needs nothing that is there
     * @param name name of the family
     * @return the request, as YAML
     */
    static byte[] first(Work.Kind kind, String name) {
        return yaml(
                switch (kind) {
                    case SWS -> learngene("sws", name, "repeats: [2, 1]") + SCRATCH;
                    case TLEG -> learngene("tleg", name, "depth: 3");
                    case FINE -> learngene("fine", name, "depth: 3") + "rank: 24\n" + FIT;
                    case WAVE -> learngene("wave", name, "depth: 3") + "templates: {size: 6, count: 8}\n" + FIT;
                    case SHARE -> learngene("share", name, "depth: 3");
                    case MIMETIC ->
                        head("mimetic", name) + TUNING + "model: {dim: 24, heads: 2, patch_size: 8}\ndepths: [2, 4]\n";
                    default -> throw new IllegalArgumentException(kind + " follows something else");
                });
    }

    /**
     * @param kind {@link Work.Kind#GROWTH} or {@link Work.Kind#SELECTION}
     * @param name name of the family
     * @param source family and name of a tuned model
     * @return the request, as YAML
     */
    static byte[] from(Work.Kind kind, String name, String source) {
        String rest = kind == Work.Kind.GROWTH
                ? "to: {dim: 36, heads: 3, depth: " + GROWN + "}\n"
                : "targets: [{depth: " + SELECTED + "}, {dim: 12, heads: 1, depth: " + SELECTED + "}]\n";
        return yaml(head(kind == Work.Kind.GROWTH ? "growth" : "selection", name) + "from: " + source + "\n" + TUNING
                + rest);
    }

    /** {@return a request for another descendant of a learngene, as YAML} */
    static byte[] descendants(int depth) {
        return yaml("targets: [" + depth + "]\n" + TUNING);
    }

    /** {@return a request for another tuning of a model, as YAML} */
    static byte[] tuning(String model, long seed) {
        return yaml("source: " + model + "\nfrom: model\n" + IMAGES + TUNING + "seed: " + seed + "\n");
    }

    private static String learngene(String method, String name, String depth) {
        return head(method, name) + ANCESTOR + DISTILLATION + TUNING + "targets: [2, 4]\n"
                + "auxiliary: {dim: 24, heads: 2, patch_size: 8, " + depth + "}\n";
    }

    private static String head(String method, String name) {
        return "method: " + method + "\nname: " + name + "\n" + IMAGES;
    }

    private static byte[] yaml(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
