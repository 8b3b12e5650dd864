package io.learngene.worker;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.training.NonFiniteLossException;
import io.learngene.engine.training.TrainingStoppedException;
import io.learngene.runtime.job.JobStoppedException;
import io.learngene.runtime.job.PermanentJobException;
import java.util.concurrent.Callable;

/** Tells the engine's failures that no further attempt can mend from those that may pass. */
public final class Permanently {

    private Permanently() {}

    /**
     * @param <T> result
     * @param work work of the engine
     * @return its result
     * @throws PermanentJobException if the data, the weights or the recipe are at fault
     * @throws JobStoppedException if it was stopped
     * @throws Exception anything else
     */
    public static <T> T failing(Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (DatasetException
                | WeightsException
                | SafetensorsException
                | InvalidFieldException
                | NonFiniteLossException e) {
            throw new PermanentJobException(e.getMessage(), e);
        } catch (TrainingStoppedException e) {
            throw new JobStoppedException();
        }
    }
}
