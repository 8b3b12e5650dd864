package io.learngene.engine.training;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.engine.data.images.ImagesVersion;
import io.learngene.engine.network.OptimizerState;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checkpoint: one safetensors file with {@code weights/*}, {@code first/*}, {@code second/*}, {@code average/*}, {@code best/*}, and the
 * rest of the state in its metadata.
 *
 * @param state where the run stood
 * @param factors all that is trained, and all statistics
 * @param optimizer the optimiser's memory; null before the first step
 * @param average running average of the weights; null where there is none
 * @param best what is published of the best epoch so far; null where that is not kept
 */
record CheckpointFile(
        TrainingState.Saved state,
        Map<String, Tensor> factors,
        OptimizerState optimizer,
        Map<String, Tensor> average,
        Map<String, Tensor> best) {

    private static final String RUN = "run";
    private static final String STATE = "state";
    private static final String STEPS = "optimizer_steps";
    private static final String IMAGES = "images";

    /** Of checkpoints that do not say it: they were written before there were versions. */
    private static final String FIRST_IMAGES = "1";

    /** What has to be equal for a checkpoint to belong to a run. */
    private record Run(
            Object network,
            Object recipe,
            Object teacher,
            Object elastic,
            ExtensionOfRun extension,
            int trainImages,
            int testImages,
            Integer validationImages,
            long seed) {}

    private record TeacherOfRun(Object network, double alpha, double tau, Object klReduction) {}

    private record ExtensionOfRun(
            String name,
            String source,
            Object places,
            List<ParameterSpec> factors,
            List<String> fixed,
            Map<String, Double> numbers) {

        /** {@return null for an ordinary step, so that its checkpoints stay those of before there were extensions} */
        static ExtensionOfRun of(StepExtension own) {
            return own.places().isEmpty()
                    ? null
                    : new ExtensionOfRun(
                            own.name(),
                            Sha256.of(own.source().getBytes(StandardCharsets.UTF_8)),
                            own.places().stream().sorted().toList(),
                            own.factors(),
                            own.fixed().stream().map(ExtensionOfRun::checksum).toList(),
                            new TreeMap<>(own.numbers()));
        }

        private static String checksum(Tensor tensor) {
            MessageDigest digest = Sha256.digest();
            digest.update(tensor.data().duplicate());
            return Sha256.hex(digest);
        }
    }

    static String run(TrainingTask task) {
        Teacher teacher = task.teacher();
        Run run = new Run(
                task.network(),
                task.recipe(),
                teacher == null
                        ? null
                        : new TeacherOfRun(
                                teacher.answers().identity(),
                                teacher.loss().alpha(),
                                teacher.loss().tau(),
                                teacher.loss().klReduction()),
                task.layers().identity(),
                ExtensionOfRun.of(task.extension()),
                task.train().size(),
                task.test().size(),
                task.validation() == null ? null : (Integer) task.validation().size(),
                task.seed());
        return Sha256.of(Json.write(run));
    }

    /** Writes beside {@code file}, forces it to the disk, then renames. */
    void write(Path file, String run) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        factors.forEach((name, tensor) -> tensors.put("weights/" + name, tensor));
        if (optimizer != null) {
            optimizer.first().forEach((name, tensor) -> tensors.put("first/" + name, tensor));
            optimizer.second().forEach((name, tensor) -> tensors.put("second/" + name, tensor));
        }
        if (average != null) {
            average.forEach((name, tensor) -> tensors.put("average/" + name, tensor));
        }
        if (best != null) {
            best.forEach((name, tensor) -> tensors.put("best/" + name, tensor));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(RUN, run);
        metadata.put(IMAGES, Integer.toString(ImagesVersion.CURRENT));
        metadata.put(STATE, new String(Json.write(state), StandardCharsets.UTF_8));
        metadata.put(STEPS, Long.toString(optimizer == null ? 0 : optimizer.steps()));
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            SafetensorsWriter.write(partial, tensors, metadata);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // What a full disk has of it would keep it full.
            Files.deleteIfExists(partial);
        }
    }

    /**
     * @param needed all that is trained, and all statistics
     * @throws CheckpointMismatchException if it belongs to another run, or was trained on images of another version
     * @throws CheckpointFormatException if it is damaged
     * @throws IOException if it cannot be read
     */
    static CheckpointFile read(Path file, String run, List<ParameterSpec> needed) throws IOException {
        try {
            return readUnchecked(file, run, needed);
        } catch (SafetensorsException | InvalidFieldException | WeightsException | NumberFormatException e) {
            throw new CheckpointFormatException(e);
        }
    }

    private static CheckpointFile readUnchecked(Path file, String run, List<ParameterSpec> needed) throws IOException {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            Map<String, String> metadata = opened.metadata();
            if (!run.equals(metadata.get(RUN))) {
                throw CheckpointMismatchException.ofRun(file);
            }
            String images = metadata.getOrDefault(IMAGES, FIRST_IMAGES);
            if (!images.equals(Integer.toString(ImagesVersion.CURRENT))) {
                throw CheckpointMismatchException.ofImages(file, images);
            }
            String json = metadata.get(STATE);
            if (json == null) {
                throw new SafetensorsException("its metadata has no " + STATE);
            }
            TrainingState.Saved state = Json.read(json.getBytes(StandardCharsets.UTF_8), TrainingState.Saved.class);
            long steps = Long.parseLong(metadata.get(STEPS));
            if (steps < 0) {
                throw new SafetensorsException("its metadata has " + STEPS + " " + steps);
            }
            Map<String, Tensor> factors = under(opened, "weights/");
            StrictLoading.check(needed, factors);
            Map<String, Tensor> average = checked(opened, "average/", needed);
            Map<String, Tensor> best = checked(opened, "best/", needed);
            OptimizerState optimizer = steps == 0 ? null : optimizer(opened, needed, steps);
            return new CheckpointFile(state, factors, optimizer, average, best);
        }
    }

    /** {@return the tensors under a prefix, complete; null if there are none} */
    private static Map<String, Tensor> checked(SafetensorsFile file, String prefix, List<ParameterSpec> needed) {
        Map<String, Tensor> tensors = under(file, prefix);
        if (tensors.isEmpty()) {
            return null;
        }
        StrictLoading.check(needed, tensors);
        return tensors;
    }

    private static OptimizerState optimizer(SafetensorsFile file, List<ParameterSpec> needed, long steps) {
        List<ParameterSpec> trained =
                needed.stream().filter(ParameterSpec::trained).toList();
        OptimizerState state = new OptimizerState(under(file, "first/"), under(file, "second/"), steps);
        StrictLoading.check(trained, state.first());
        StrictLoading.check(trained, state.second());
        return state;
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
