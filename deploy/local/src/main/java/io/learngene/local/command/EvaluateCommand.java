package io.learngene.local.command;

import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.evaluation.Answered;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.model.LocalModel;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.training.Evaluations;
import io.learngene.local.client.FolderTar;
import io.learngene.local.output.Counter;
import io.learngene.local.output.EvaluationText;
import io.learngene.local.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Says how often a model is right on a dataset's test images, or how well it ranks them where they have any number of classes. A model on the disk needs no stack.",
        footer = {
            "",
            "On the images that it was tested on when it was published, a model has the same ones right; where evaluation.json lies beside",
            "it, that is compared.",
            "",
            "Example: foundry evaluate models/L06 pets.zip"
        })
final class EvaluateCommand implements Callable<Integer> {

    @Mixin
    private ModelOptions model;

    @Parameters(
            index = "1",
            paramLabel = "DATASET",
            description = "Folder, zip, tar or tar.gz as for dataset add, or " + DatasetSelection.SYNTHETIC + ".")
    private String dataset;

    @Option(
            names = "--test-images",
            paramLabel = "N",
            description = "Use only so many, evenly over the classes (default: all; of the built-in dataset 1000).")
    private Integer testImages;

    @Option(names = "--json", description = "Print JSON: what evaluation.json of a model holds, with its numbers.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (testImages != null) {
            Numbers.positive("--test-images", testImages);
        }
        try (TemporaryFolder scratch = new TemporaryFolder();
                TemporaryFolder pictures = new TemporaryFolder()) {
            LocalModel opened = model.open(scratch);
            DatasetReader.TestImages test = images(opened, pictures.path());
            requireSameClasses(opened, test.classNames());
            requireSameKind(opened, test.images());
            TestEvaluation evaluation = evaluation(opened, test);
            if (json) {
                System.out.println(new String(Json.write(EvaluationText.json(evaluation)), StandardCharsets.UTF_8));
            } else {
                System.out.print(EvaluationText.of(evaluation));
            }
            compare(opened.folder().resolve(ModelEvaluation.FILE), evaluation);
        }
        return 0;
    }

    private DatasetReader.TestImages images(LocalModel opened, Path scratch) throws IOException {
        if (dataset.equals(DatasetSelection.SYNTHETIC)) {
            return new DatasetReader.TestImages(
                    SyntheticShapes.CLASS_NAMES, SyntheticShapes.builtInTest(testImages, opened.preprocessing()));
        }
        Path path = Path.of(dataset);
        Check.that(
                Files.exists(path),
                "DATASET",
                dataset,
                "there is no such file or folder; give the one that was added, or " + DatasetSelection.SYNTHETIC);
        DatasetReader.TestImages all = DatasetReader.readTest(
                path,
                opened.preprocessing(),
                DatasetLimits.standard(),
                new DataProgress() {
                    @Override
                    public void images(long done, long total) {}

                    @Override
                    public void warning(String message) {
                        System.err.println("foundry: dataset: " + message);
                    }
                },
                scratch);
        return testImages == null
                ? all
                : new DatasetReader.TestImages(all.classNames(), all.images().subset(testImages));
    }

    private static void requireSameClasses(LocalModel opened, List<String> classes) {
        Check.that(
                opened.classNames().size() == classes.size(),
                "DATASET",
                classes.size() + " classes",
                "the model has " + opened.classNames().size() + "; give the images of its classes");
        for (int c = 0; opened.named() && c < classes.size(); c++) {
            String own = opened.classNames().get(c);
            Check.that(
                    own.toLowerCase(Locale.ROOT).equals(classes.get(c).toLowerCase(Locale.ROOT)),
                    "DATASET",
                    "class " + c + " '" + classes.get(c) + "'",
                    "the model's is '" + own
                            + "'; name the folders as the model names its classes, whose order is theirs");
        }
    }

    private void requireSameKind(LocalModel opened, LabelledImages images) {
        Check.that(
                opened.multiLabel() == images.multiLabel(),
                "DATASET",
                dataset,
                images.multiLabel()
                        ? "it is multi-label, and the model says one class of an image: its config.json has no problem_type"
                                + " multi_label_classification; give images of one class each"
                        : "each of its images is of one class, and the model is multi-label; give a dataset with a"
                                + " metadata.csv beside the images");
    }

    private TestEvaluation evaluation(LocalModel opened, DatasetReader.TestImages test) throws IOException {
        Answered tally;
        Counter counter =
                new Counter(System.err, Terminal.width(), test.images().size());
        try (Classifier classifier = model.load(opened)) {
            tally = Evaluations.answered(classifier, test.images(), counter::done)
                    .answers();
        }
        counter.clear();
        boolean beside = Files.exists(opened.folder().resolve(ModelEvaluation.FILE));
        return tally.evaluation(opened.classNames(), beside ? content() : dataset);
    }

    /** {@return what the platform calls the content of this dataset} */
    private String content() throws IOException {
        Path path = Path.of(dataset);
        if (dataset.equals(DatasetSelection.SYNTHETIC)) {
            return dataset;
        }
        if (!Files.isDirectory(path)) {
            return Sha256.of(path);
        }
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(FolderTar.stream(path), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.hex(digest);
    }

    private static void compare(Path file, TestEvaluation now) throws IOException {
        if (!Files.exists(file) || Files.size(file) > ModelEvaluation.MOST_BYTES) {
            return;
        }
        TestEvaluation published = Json.read(Files.readAllBytes(file), TestEvaluation.class);
        if (!published.of().equals(now.of())) {
            System.err.println("foundry: these are not the images that the model was tested on when it was published");
        } else if (published instanceof ModelEvaluation before && now instanceof ModelEvaluation after) {
            compare(before, after);
        } else {
            System.err.println(String.format(
                    Locale.ROOT,
                    "foundry: mean average precision %.4f when it was published, %.4f now",
                    published.score(),
                    now.score()));
        }
    }

    private static void compare(ModelEvaluation published, ModelEvaluation now) {
        BitSet differ = published.rightImages().set();
        differ.xor(now.rightImages().set());
        System.err.println(
                differ.isEmpty()
                        ? "foundry: as published, image by image"
                        : "foundry: " + differ.cardinality() + " of " + now.images()
                                + " images are answered otherwise than when it was published; another processor or precision"
                                + " rounds otherwise");
    }
}
