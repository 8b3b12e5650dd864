package io.learngene.engine.training;

import io.learngene.contracts.Check;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.evaluation.Answered;
import io.learngene.contracts.recipe.ScheduleInterval;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.network.LayerTraining;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.OptimizerState;
import io.learngene.engine.network.StepResult;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Runs a {@link TrainingTask}. A run that is stopped after any step and started again goes on from its newest readable
 * checkpoint and on a processor ends with the same bits as one that was never stopped: every random choice is a
 * pure function of the seed, the epoch and the step. The sums of a GPU may have another order each time.
 */
public final class Trainer {

    private final TrainingTask task;
    private final TrainingRecipe recipe;
    private final Checkpoints checkpoints;
    private final TrainingListener listener;
    private final BooleanSupplier stop;
    private final String run;
    private final Clock clock = new Clock(System::nanoTime);
    private final CosineSchedule schedule;
    private final Pace pace;

    private Network network;
    private TrainingState state = new TrainingState();
    /** What would be published of the best epoch so far; null where that is not wanted. */
    private Map<String, Tensor> best;
    /** Whether the network is what it was after the best epoch. */
    private boolean restored;
    /** How the test images were answered at the end; null before. */
    private Answered tested;

    private Trainer(TrainingTask task, Checkpoints checkpoints, TrainingListener listener, BooleanSupplier stop) {
        this.task = task;
        this.recipe = task.recipe();
        this.checkpoints = checkpoints;
        this.listener = listener;
        Check.that(
                !recipe.rates().freezes() || task.initialWeights() != null,
                "freeze",
                recipe.rates().freeze(),
                "the first weights are random; leave it out");
        Check.that(
                !recipe.ending().stops() || task.validation() != null,
                "early_stopping",
                recipe.ending().earlyStopping(),
                "there are no validation images that it could look at; give dataset.validation, or leave it out");
        this.stop = stop;
        this.run = CheckpointFile.run(task);
        this.pace = Pace.of(task);
        this.schedule = CosineSchedule.of(recipe, pace.perEpoch());
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
     * @throws CheckpointMismatchException if the newest readable checkpoint belongs to another run or to images of another
     *     version
     * @throws io.learngene.engine.shape.WeightsException if the first weights do not fit the network
     * @throws IOException if a checkpoint cannot be read or written
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

    private void begin(Torch torch) throws IOException {
        if (recipe.labels().weighted() || recipe.batches().balanced()) {
            listener.balanced(task.train().perClass());
        }
        if (!torch.computes(recipe.precision())) {
            listener.precisionInSoftware(recipe.precision());
        }
        CheckpointFile saved = newestReadable();
        // Resuming always wins over initial weights (SWS trap 4).
        if (saved != null) {
            network = create(torch, saved.factors());
            if (saved.optimizer() != null) {
                network.restore(saved.optimizer());
            }
            if (saved.average() != null) {
                network.restoreAverage(saved.average());
            }
            state = new TrainingState(saved.state());
            best = saved.best();
            restored = !state.history.isEmpty() && ended() && bestEpoch() != null;
            return;
        }
        network = create(
                torch,
                task.initialWeights() != null
                        ? task.initialWeights().get()
                        : TensorSource.tensors(RandomInitialisation.sources(task.network(), task.seed())));
        state.lossScale = LossScale.first(recipe.precision());
    }

    /**
     * {@return the newest checkpoint that is not damaged; null if there is none} Only damage is passed over: a device or a disk that
     * fails now says nothing about the checkpoint.
     */
    private CheckpointFile newestReadable() throws IOException {
        List<ParameterSpec> needed = Network.factors(task.network(), task.extension());
        for (Path file : checkpoints.newestFirst()) {
            try {
                return CheckpointFile.read(file, run, needed);
            } catch (CheckpointFormatException e) {
                listener.checkpointPassedOver(file.getFileName().toString(), e.getMessage());
            }
        }
        return null;
    }

    private Network create(Torch torch, Map<String, Tensor> factors) {
        Network created = Network.create(
                torch,
                task.network(),
                factors,
                recipe.precision(),
                recipe.batches().imagesPerPass(),
                LayerTraining.of(recipe),
                task.extension());
        if (recipe.labels().weighted()) {
            created.weighClasses(inverseFrequency(task.train().perClass()));
        }
        return created;
    }

    /** {@return N / (K n) for a class with n of N images, where K have any; 0 for one without} */
    static float[] inverseFrequency(int[] perClass) {
        double all = Arrays.stream(perClass).sum();
        long classes = Arrays.stream(perClass).filter(n -> n > 0).count();
        float[] weights = new float[perClass.length];
        for (int c = 0; c < weights.length; c++) {
            weights[c] = perClass[c] == 0 ? 0 : (float) (all / classes / perClass[c]);
        }
        return weights;
    }

    private TrainingResult run() throws IOException {
        if (state.history.isEmpty()) {
            evaluate();
        }
        while (!ended()) {
            trainEpoch();
            state.epoch++;
            state.unreported += state.step;
            state.step = 0;
            if (pace.evaluated(state.epoch)) {
                evaluate();
                state.unreported = 0;
                state.lossSum = 0;
                state.overflows = 0;
                state.epochSeconds = 0;
            }
            if (ended() && checkpoints.keepsEnd()) {
                save();
            }
        }
        if (tested == null) {
            // A training that had ended before, whose answers no checkpoint keeps: they are the same ones.
            network.arrange(task.layers().evaluated());
            published(this::test);
        }
        Map<String, Tensor> weights = published(network::weights);
        boolean factored = !task.extension().factors().isEmpty();
        return new TrainingResult(
                weights,
                factored ? published(network::factors) : weights,
                List.copyOf(state.history),
                state.seconds,
                stepsTaken(),
                passes(),
                bestEpoch(),
                tested);
    }

    /** {@return how often it saw the training images; null where these are its epochs} */
    private Double passes() {
        double passes = (double) stepsTaken() / pace.perEpoch();
        return passes == state.epoch ? null : (Double) passes;
    }

    private boolean ended() {
        Double target = recipe.ending().targetAccuracy();
        double reached = state.history.get(state.history.size() - 1).score();
        return state.epoch >= pace.epochs() || target != null && reached >= target || standsStill();
    }

    private boolean standsStill() {
        return recipe.ending().stops()
                && state.epoch - bestSoFar().epoch()
                        >= recipe.ending().earlyStopping().patience();
    }

    /** {@return the best of all rows; null before the first one} */
    private BestEpoch bestSoFar() {
        return BestEpoch.of(state.history, recipe.ending().earlyStopping().minDelta());
    }

    /** {@return the epoch whose weights are published in the end; null where it is the last} */
    private Integer bestEpoch() {
        int epoch = recipe.ending().restores() ? bestSoFar().epoch() : state.epoch;
        return epoch < state.epoch ? (Integer) epoch : null;
    }

    private void trainEpoch() throws IOException {
        try (BatchStream batches = BatchLoader.training(
                task.train(),
                recipe.batches().batchSize(),
                recipe.batches().balanced(),
                recipe.augmentation(),
                task.imagesSeed(),
                task.imagesEpoch(state.epoch),
                state.step)) {
            while (stepsTaken() < pace.steps()) {
                stopOrSave();
                long start = clock.now();
                double waitedBefore = batches.secondsWaited();
                ImageBatch batch = batches.next();
                if (batch == null) {
                    return;
                }
                StepSettings settings = StepSettings.of(
                        recipe,
                        stepsTaken(),
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
                state.overflows += finite ? 0 : 1;
                double seconds = clock.since(start);
                state.epochSeconds += seconds;
                state.seconds += seconds;
                clock.step(seconds, batch.size(), finite ? result.loss() : null);
                listener.step(batch.size(), seconds, batches.secondsWaited() - waitedBefore);
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
        return schedule.learningRate(recipe.interval() == ScheduleInterval.STEP ? step : step / pace.perEpoch());
    }

    private List<Integer> layers() {
        long seed = Seeds.of(task.seed(), "stages", state.epoch, state.step);
        return task.layers().layers(stepsTaken(), pace.steps(), seed);
    }

    private void stopOrSave() throws IOException {
        boolean stopped = stop.getAsBoolean();
        if (stopped || clock.checkpointDue(checkpoints.interval())) {
            save();
        }
        if (stopped) {
            throw new TrainingStoppedException(stepsTaken(), pace.steps());
        }
    }

    private void save() throws IOException {
        OptimizerState optimizer = stepsTaken() == 0 ? null : network.optimizerState();
        Map<String, Tensor> kept = restored ? null : best;
        CheckpointFile checkpoint =
                new CheckpointFile(state.save(), network.factors(), optimizer, network.averagedFactors(), kept);
        try {
            Path file = checkpoints.next(stepsTaken());
            checkpoint.write(file, run);
            checkpoints.saved(file);
        } catch (IOException e) {
            checkpoints.notWritten(e);
        }
        clock.checkpointWritten();
    }

    private void evaluate() {
        boolean trained = state.epoch > 0;
        int losses = state.unreported - state.overflows;
        long start = clock.now();
        network.arrange(task.layers().evaluated());
        boolean validated = task.validation() != null;
        // Only a training without validation images knows by its test images that it ends.
        Evaluations.Outcome outcome =
                published(() -> validated ? Evaluations.scored(network, task.validation()) : test());
        Scores evaluated = validated ? outcome.scores().onValidation() : outcome.scores();
        if (recipe.averaging().on() && !recipe.averaging().published() && trained) {
            Scores average = network.averaged(() -> Evaluations.scored(network, task.compared()))
                    .scores();
            evaluated = evaluated.and(Vocabulary.score(average.headline()).ofAverage(), average.value());
        }
        EpochResult result = new EpochResult(
                state.epoch,
                losses == 0 ? null : (Double) (state.lossSum / losses),
                trained ? (Double) learningRate(stepsTaken() - 1) : null,
                outcome.loss(),
                evaluated,
                state.epochSeconds);
        state.history.add(result);
        if (recipe.ending().restores() && bestEpoch() == null) {
            best = published(network::factors);
        }
        if (validated && ended()) {
            result = end(result);
            state.history.set(state.history.size() - 1, result);
        }
        clock.evaluation(clock.since(start));
        listener.epoch(result);
    }

    /**
     * The row of the end, with the scores of what is published: of the best epoch, where that is wanted and was another. The test images are
     * seen once, so that nothing is chosen by them.
     */
    private EpochResult end(EpochResult last) {
        Integer better = bestEpoch();
        EpochResult shown = last;
        Scores evaluated = last.evaluated();
        if (better != null) {
            network.load(best);
            restored = true;
            shown = state.history.stream()
                    .filter(row -> row.epoch() == better)
                    .findFirst()
                    .orElseThrow();
            Score compared = Vocabulary.score(last.evaluated().headline());
            evaluated = shown.evaluated().and(compared.ofLast(), last.score());
        }
        Evaluations.Outcome once = published(this::test);
        return new EpochResult(
                last.epoch(),
                last.trainLoss(),
                last.learningRate(),
                shown.testLoss(),
                evaluated.and(once.scores()),
                last.seconds());
    }

    private Evaluations.Outcome test() {
        Evaluations.Outcome outcome = Evaluations.answered(network, task.test(), done -> {});
        tested = outcome.answers();
        return outcome;
    }

    private <T> T published(Supplier<T> question) {
        return recipe.averaging().published() && !restored ? network.averaged(question) : question.get();
    }

    private void report() {
        listener.progress(clock.report(
                state.epoch,
                pace.epochs(),
                stepsTaken(),
                pace.steps(),
                pace.evaluationsAfter(state.epoch),
                learningRate()));
    }

    private long stepsTaken() {
        return pace.stepsAt(state.epoch) + state.step;
    }
}
