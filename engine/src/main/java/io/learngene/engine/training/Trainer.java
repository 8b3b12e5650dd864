package io.learngene.engine.training;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.recipe.ElasticStages;
import io.learngene.contracts.recipe.ScheduleInterval;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.network.Evaluation;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.OptimizerState;
import io.learngene.engine.network.StepResult;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Runs a {@link TrainingTask}. A run that is stopped after any step and started again goes on from its newest readable
 * checkpoint and ends with the same bits as one that was never stopped: every random choice is a pure function of the
 * seed, the epoch and the step.
 */
public final class Trainer {

    /** Images of one evaluation batch; does not change the result beyond rounding. */
    private static final int EVALUATION_BATCH = 256;

    private final TrainingTask task;
    private final TrainingRecipe recipe;
    private final Checkpoints checkpoints;
    private final TrainingListener listener;
    private final BooleanSupplier stop;
    private final String run;
    private final Clock clock = new Clock(System::nanoTime);
    private final CosineSchedule schedule;
    private final int stepsPerEpoch;

    private Network network;
    private TrainingState state = new TrainingState();

    private Trainer(TrainingTask task, Checkpoints checkpoints, TrainingListener listener, BooleanSupplier stop) {
        this.task = task;
        this.recipe = task.recipe();
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.stop = stop;
        this.run = CheckpointFile.run(task);
        this.stepsPerEpoch = BatchLoader.batchesPerEpoch(task.train(), recipe.batchSize());
        this.schedule = CosineSchedule.of(recipe, stepsPerEpoch);
    }

    /**
     * Trains to the end of the recipe.
     *
     * @param torch where it runs
     * @param task what to train
     * @param checkpoints where to resume from and to save to
     * @param listener hears of every epoch
     * @param stop asked before every step; true makes a checkpoint and stops
     * @return the trained weights and their history
     * @throws TrainingStoppedException if it was stopped
     * @throws NonFiniteLossException if the loss overflowed
     * @throws CheckpointMismatchException if the newest readable checkpoint belongs to another run
     * @throws io.learngene.engine.shape.WeightsException if the first weights do not fit the network
     * @throws IOException if a checkpoint cannot be written
     */
    public static TrainingResult train(
            Torch torch, TrainingTask task, Checkpoints checkpoints, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        Trainer trainer = new Trainer(task, checkpoints, listener, stop);
        try {
            trainer.begin(torch);
            return trainer.run();
        } finally {
            if (trainer.network != null) {
                trainer.network.close();
            }
        }
    }

    private void begin(Torch torch) {
        if (!torch.computes(recipe.precision())) {
            listener.warning("precision " + recipe.precision().name().toLowerCase(Locale.ROOT)
                    + ": this processor has no instructions for it and computes it in software, many times slower than fp32;"
                    + " take fp32, or a worker with an accelerator or with AVX-512 BF16 or AMX");
        }
        for (Path file : checkpoints.newestFirst()) {
            try {
                CheckpointFile saved = CheckpointFile.read(file, run);
                // Resuming always wins over initial weights (SWS trap 4).
                network = create(torch, saved.weights());
                if (saved.optimizer() != null) {
                    network.restore(saved.optimizer());
                }
                if (saved.average() != null) {
                    network.restoreAverage(saved.average());
                }
                state = new TrainingState(saved.state());
                return;
            } catch (CheckpointMismatchException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                listener.warning("checkpoint " + file.getFileName() + " is not readable and is passed over: " + e);
            }
        }
        network = create(
                torch,
                task.initialWeights() != null
                        ? task.initialWeights()
                        : RandomInitialisation.draw(task.network(), Seeds.of(task.seed(), "weights")));
        state.lossScale = LossScale.first(recipe.precision());
    }

    private Network create(Torch torch, Map<String, Tensor> weights) {
        return Network.create(torch, task.network(), weights, recipe.precision(), recipe.imagesPerPass());
    }

    private TrainingResult run() throws IOException {
        if (state.history.isEmpty()) {
            evaluate(null);
        }
        while (!ended()) {
            trainEpoch();
            state.epoch++;
            evaluate(state.lossSum / stepsPerEpoch);
            state.step = 0;
            state.lossSum = 0;
            state.epochSeconds = 0;
            if (ended() && checkpoints.keepsEnd()) {
                save();
            }
        }
        Map<String, Tensor> average = network.averagedWeights();
        return new TrainingResult(
                average != null ? average : network.weights(), List.copyOf(state.history), state.seconds, stepsTaken());
    }

    private boolean ended() {
        double reached = state.history.get(state.history.size() - 1).top1();
        return state.epoch >= recipe.epochs() || recipe.targetAccuracy() != null && reached >= recipe.targetAccuracy();
    }

    private void trainEpoch() throws IOException {
        try (BatchStream batches = BatchLoader.training(
                task.train(),
                recipe.batchSize(),
                recipe.augmentation(),
                task.imagesSeed(),
                task.imagesEpoch(state.epoch),
                state.step)) {
            while (true) {
                stopOrSave();
                long start = clock.now();
                ImageBatch batch = batches.next();
                if (batch == null) {
                    return;
                }
                StepSettings settings = StepSettings.of(
                        recipe,
                        learningRate(),
                        state.lossScale.factor(),
                        Seeds.of(task.seed(), "drop path", state.epoch, state.step));
                network.arrange(layers());
                Objective objective = task.objective(state.epoch, state.step, batch.size());
                StepResult result = network.step(batch, objective, settings);
                boolean finite = Double.isFinite(result.loss()) && Double.isFinite(result.gradientNorm());
                if (!finite && !state.lossScale.canShrink()) {
                    throw new NonFiniteLossException(
                            result.loss(), result.gradientNorm(), stepsTaken() + 1, state.epoch, learningRate());
                }
                state.lossScale = state.lossScale.after(finite);
                state.step++;
                state.lossSum += finite ? result.loss() : 0;
                double seconds = clock.since(start);
                state.epochSeconds += seconds;
                state.seconds += seconds;
                clock.step(seconds, batch.size(), result.loss());
                if (clock.reportDue()) {
                    report();
                }
            }
        }
    }

    private double learningRate() {
        return learningRate(stepsTaken());
    }

    private double learningRate(long step) {
        return schedule.learningRate(recipe.schedule() == ScheduleInterval.STEP ? step : step / stepsPerEpoch);
    }

    private List<Integer> layers() {
        ElasticStages elastic = task.elastic();
        if (elastic == null || stepsTaken() < elastic.from() * allSteps()) {
            return task.network().blockOfLayer();
        }
        long seed = Seeds.of(task.seed(), "stages", state.epoch, state.step);
        return elastic.draw(task.network().blocks(), new SplittableRandom(seed));
    }

    private void stopOrSave() throws IOException {
        boolean stopped = stop.getAsBoolean();
        if (stopped || clock.checkpointDue(checkpoints.interval())) {
            save();
        }
        if (stopped) {
            throw new TrainingStoppedException(stepsTaken(), allSteps());
        }
    }

    private void save() throws IOException {
        Path file = checkpoints.next(stepsTaken());
        OptimizerState optimizer = stepsTaken() == 0 ? null : network.optimizerState();
        new CheckpointFile(state.save(), network.weights(), optimizer, network.averagedWeights()).write(file, run);
        checkpoints.saved(file);
        clock.checkpointWritten();
    }

    private void evaluate(Double trainLoss) {
        long start = clock.now();
        network.arrange(task.network().blockOfLayer());
        Evaluation scores = network.averaged(this::scores);
        clock.evaluation(clock.since(start));
        EpochResult result = new EpochResult(
                state.epoch,
                trainLoss,
                trainLoss == null ? null : learningRate((long) state.epoch * stepsPerEpoch - 1),
                scores.loss(),
                scores.top1(),
                scores.top5(),
                state.epochSeconds);
        state.history.add(result);
        listener.epoch(result);
    }

    private Evaluation scores() {
        Evaluation scores = Evaluation.NONE;
        try (BatchStream batches = BatchLoader.evaluation(task.test(), EVALUATION_BATCH)) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                scores = scores.plus(network.evaluate(batch));
            }
        }
        return scores;
    }

    private void report() {
        listener.progress(clock.report(state.epoch, recipe.epochs(), stepsTaken(), allSteps(), learningRate()));
    }

    private long stepsTaken() {
        return (long) state.epoch * stepsPerEpoch + state.step;
    }

    private long allSteps() {
        return (long) recipe.epochs() * stepsPerEpoch;
    }
}
