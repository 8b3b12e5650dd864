package io.learngene.engine.network;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.torch.TorchScope;
import io.learngene.engine.training.Answers;
import io.learngene.engine.training.Checkpoints;
import io.learngene.engine.training.Teacher;
import io.learngene.engine.training.Trainer;
import io.learngene.engine.training.TrainingListener;
import io.learngene.engine.training.TrainingTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a device does, beside what the tests assert: times of steps, the same training here and on the processor, and what happens when
 * its memory is used up. Run by name, by {@code deploy/gpu/check.sh}; prints a line for each measurement.
 */
public final class DeviceReport {

    private static final int CLASSES = 1000;
    private static final int WARM_UP = 5;

    private DeviceReport() {}

    /** @param arguments {@code training}, {@code memory}, {@code bits}, or {@code SHAPE:PRECISION:BATCH:STEPS} once or more */
    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "training" -> training();
            case "memory" -> memory();
            case "bits" -> bits();
            default -> {
                for (String shape : arguments) {
                    String[] part = shape.split(":");
                    Precision precision = Precision.valueOf(part[1].toUpperCase(Locale.ROOT));
                    steps(part[0], precision, Integer.parseInt(part[2]), Integer.parseInt(part[3]));
                }
            }
        }
    }

    /** The same seed, images and recipe on the processor and on the device. */
    private static void training() throws IOException {
        Dataset data = SyntheticShapes.dataset(1, 2000, 500);
        NetworkSpec student = NetworkSpec.auxiliary(
                new VitArchitecture(32, 4, 96, 3, 8, 10, null, null, null), new StageSchedule(List.of(2, 2, 2, 2)));
        NetworkSpec ancestor = NetworkSpec.of(new ResNetArchitecture(32, 10, List.of(1, 1), null, null, 16));
        for (String precision : List.of("fp32", "bf16", "fp16")) {
            for (Torch torch : List.of(Torch.cpu(), TestTorch.torch())) {
                if (!torch.computes(Precision.valueOf(precision.toUpperCase(Locale.ROOT)))) {
                    System.out.println("training " + precision + " " + torch.device() + ": in software, left out");
                    continue;
                }
                TrainingRecipe recipe = Json.read(
                                ("{\"epochs\": 4, \"batch_size\": 100, \"learning_rate\": 1e-3, \"drop_path\": 0.1,"
                                                + " \"precision\": \"" + precision + "\"}")
                                        .getBytes(StandardCharsets.UTF_8),
                                TrainingRecipe.class)
                        .withDefaults(TrainingRecipe.TUNING);
                try (Network teacher = Network.create(torch, ancestor, RandomInitialisation.draw(ancestor, 5))) {
                    TeacherLoss loss = new TeacherLoss(0.5, 1.0, KlReduction.BATCH);
                    TrainingTask task = new TrainingTask(
                            student,
                            null,
                            recipe,
                            new Teacher(new Answers.Asked(teacher), loss),
                            data.train(),
                            data.test(),
                            7);
                    long start = System.nanoTime();
                    List<EpochResult> history = Trainer.train(
                                    torch,
                                    task,
                                    Checkpoints.inDirectory(Files.createTempDirectory("training")),
                                    TrainingListener.SILENT,
                                    () -> false)
                            .history();
                    System.out.printf(
                            "training %s %s: %.1f s%n", precision, torch.device(), (System.nanoTime() - start) / 1e9);
                    history.forEach(epoch -> System.out.printf(
                            "  epoch %d train %.6f test %.6f top1 %.4f%n",
                            epoch.epoch(),
                            epoch.trainLoss(),
                            epoch.testLoss(),
                            epoch.evaluated().value()));
                }
            }
        }
    }

    /** Whether the same steps end in the same bits. */
    private static void bits() {
        List<NetworkSpec> networks = List.of(
                NetworkSpec.of(vit("large")),
                NetworkSpec.of(new ResNetArchitecture(32, CLASSES, List.of(1, 1, 1), null, null, 32)));
        for (NetworkSpec spec : networks) {
            ImageBatch images = Images.random(1, 128, spec.architecture().imageSize(), CLASSES);
            for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
                boolean same = trained(spec, images, precision).equals(trained(spec, images, precision));
                System.out.println("bits: " + spec.architecture().getClass().getSimpleName() + " " + precision + ": "
                        + (same ? "the same twice" : "different"));
            }
        }
    }

    private static Map<String, Tensor> trained(NetworkSpec spec, ImageBatch images, Precision precision) {
        Map<String, Tensor> weights = RandomInitialisation.draw(spec, 0);
        try (Network network = Network.create(TestTorch.torch(), spec, weights, precision, Integer.MAX_VALUE)) {
            for (int i = 0; i < 5; i++) {
                network.step(images, new Objective.CrossEntropy(0.1), new StepSettings(1e-3, 0.05, 1, 0.1, i));
            }
            return network.weights();
        }
    }

    /** A batch that no card holds, then a small one in the same process. */
    private static void memory() {
        NetworkSpec spec = NetworkSpec.auxiliary(
                new VitArchitecture(224, 16, 1024, 16, 48, CLASSES, null, null, null), new StageSchedule(List.of(48)));
        ImageBatch large = Images.random(1, 1536, 224, CLASSES);
        ImageBatch small = Images.random(1, 16, 224, CLASSES);
        StepSettings settings = new StepSettings(1e-3, 0.05, 1, 0, 0);
        try (Network network = Network.create(
                TestTorch.torch(), spec, RandomInitialisation.draw(spec, 0), Precision.BF16, Integer.MAX_VALUE)) {
            try {
                network.step(large, new Objective.CrossEntropy(0), settings);
                System.out.println("memory: a batch of 1536 fitted");
            } catch (RuntimeException e) {
                System.out.println("memory: " + e.getClass().getName() + ": " + e.getMessage());
            }
            System.out.println("memory: after the failure the card holds " + deviceMemory());
            StepResult result = network.step(small, new Objective.CrossEntropy(0), settings);
            System.out.println("memory: the next step of the same network went through, loss " + result.loss());
        }
        System.out.println("memory: after closing the network the card holds " + deviceMemory());
    }

    private static void steps(String shape, Precision precision, int batch, int steps) {
        Torch torch = TestTorch.torch();
        VitArchitecture vit = vit(shape);
        NetworkSpec student = NetworkSpec.of(vit);
        NetworkSpec ancestor = NetworkSpec.of(
                shape.equals("small")
                        ? new VitArchitecture(32, 4, 384, 6, 12, CLASSES, null, null, null)
                        : new VitArchitecture(224, 16, 768, 12, 12, CLASSES, null, null, null));
        ImageBatch images = Images.random(1, batch, vit.imageSize(), CLASSES);
        Tensor answers = Tensor.ofFloats(List.of((long) batch, (long) CLASSES), new float[batch * CLASSES]);
        TeacherLoss loss = new TeacherLoss(1.0, 1.0, KlReduction.BATCH);
        StepSettings settings = new StepSettings(1e-3, 0.05, 1, 0, 0);
        try (Network network = Network.create(
                        torch, student, RandomInitialisation.draw(student, 0), precision, Integer.MAX_VALUE);
                Network teacher = Network.create(
                        torch, ancestor, RandomInitialisation.draw(ancestor, 1), precision, Integer.MAX_VALUE)) {
            Objective asked = new Objective.Distillation(new Objective.Targets.Teacher(teacher), loss, 0);
            Objective given = new Objective.Distillation(new Objective.Targets.Given(answers), loss, 0);
            double whole = median(steps, () -> network.step(images, asked, settings));
            double alone = median(steps, () -> network.step(images, given, settings));
            double teaching = median(steps, () -> teacher.logits(images));
            double upload = median(steps, () -> {
                try (TorchScope scope = torch.scope()) {
                    network.images(scope, images);
                }
            });
            System.out.printf(
                    Locale.ROOT,
                    "steps %s %s batch %d: distillation %.2f ms %.0f images/s; student alone %.2f ms; teacher alone %.2f ms;"
                            + " images to the device %.2f ms; device holds %s%n",
                    shape,
                    precision,
                    batch,
                    whole,
                    batch * 1e3 / whole,
                    alone,
                    teaching,
                    upload,
                    deviceMemory());
        }
    }

    private static VitArchitecture vit(String shape) {
        return shape.equals("small")
                ? new VitArchitecture(32, 4, 192, 3, 12, CLASSES, null, null, null)
                : new VitArchitecture(224, 16, 384, 6, 12, CLASSES, null, null, null);
    }

    private static double median(int steps, Runnable step) {
        double[] milliseconds = new double[steps];
        for (int i = -WARM_UP; i < steps; i++) {
            long start = System.nanoTime();
            step.run();
            if (i >= 0) {
                milliseconds[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(milliseconds);
        return milliseconds[steps / 2];
    }

    private static String deviceMemory() {
        try {
            Process smi = new ProcessBuilder("nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader").start();
            return new String(smi.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        }
    }
}
