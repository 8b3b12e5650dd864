package io.learngene.engine.training;

import io.learngene.contracts.Json;
import io.learngene.engine.network.OptimizerState;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint: one safetensors file with {@code weights/*}, {@code first/*}, {@code second/*}, {@code average/*}, and the
 * rest of the state in its metadata.
 *
 * @param state where the run stood
 * @param weights all tensors of the network
 * @param optimizer the optimiser's memory; null before the first step
 * @param average running average of the weights; null where there is none
 */
record CheckpointFile(
        TrainingState.Saved state, Map<String, Tensor> weights, OptimizerState optimizer, Map<String, Tensor> average) {

    private static final String RUN = "run";
    private static final String STATE = "state";
    private static final String STEPS = "optimizer_steps";

    /** What has to be equal for a checkpoint to belong to a run. */
    private record Run(
            Object network,
            Object recipe,
            Object teacher,
            Object elastic,
            int trainImages,
            int testImages,
            long seed) {}

    private record TeacherOfRun(Object network, double alpha, double tau, Object klReduction) {}

    static String run(TrainingTask task) {
        Teacher teacher = task.teacher();
        Run run = new Run(
                task.network(),
                task.recipe(),
                teacher == null
                        ? null
                        : new TeacherOfRun(
                                identity(teacher.answers()), teacher.alpha(), teacher.tau(), teacher.klReduction()),
                task.elastic(),
                task.train().size(),
                task.test().size(),
                task.seed());
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.write(run)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Object identity(Answers answers) {
        return answers instanceof Answers.Asked asked
                ? asked.classifier().identity()
                : List.of(answers.seed(0), ((Answers.Stored) answers).answers().epochs());
    }

    /** Writes beside {@code file}, forces it to the disk, then renames. */
    void write(Path file, String run) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> tensors.put("weights/" + name, tensor));
        if (optimizer != null) {
            optimizer.first().forEach((name, tensor) -> tensors.put("first/" + name, tensor));
            optimizer.second().forEach((name, tensor) -> tensors.put("second/" + name, tensor));
        }
        if (average != null) {
            average.forEach((name, tensor) -> tensors.put("average/" + name, tensor));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(RUN, run);
        metadata.put(STATE, new String(Json.write(state), StandardCharsets.UTF_8));
        metadata.put(STEPS, Long.toString(optimizer == null ? 0 : optimizer.steps()));
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        SafetensorsWriter.write(partial, tensors, metadata);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * @throws CheckpointMismatchException if it belongs to another run
     * @throws RuntimeException or IOException if it is damaged
     */
    static CheckpointFile read(Path file, String run) throws IOException {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            Map<String, String> metadata = opened.metadata();
            if (!run.equals(metadata.get(RUN))) {
                throw new CheckpointMismatchException(file);
            }
            TrainingState.Saved state =
                    Json.read(metadata.get(STATE).getBytes(StandardCharsets.UTF_8), TrainingState.Saved.class);
            long steps = Long.parseLong(metadata.get(STEPS));
            OptimizerState optimizer =
                    steps == 0 ? null : new OptimizerState(under(opened, "first/"), under(opened, "second/"), steps);
            Map<String, Tensor> average = under(opened, "average/");
            return new CheckpointFile(state, under(opened, "weights/"), optimizer, average.isEmpty() ? null : average);
        }
    }

    private static Map<String, Tensor> under(SafetensorsFile file, String prefix) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), file.tensor(name));
            }
        }
        return tensors;
    }
}
