package io.learngene.method.answers;

import io.learngene.engine.network.Classifier;
import java.util.concurrent.Callable;

/** An ancestor that is fetched, read and made only when somebody asks it: where every answer is stored, nobody does. */
public final class LazyTeacher implements AutoCloseable {

    private final Callable<Classifier> loading;
    private Classifier loaded;

    /** @param loading fetches its weights and makes it */
    public LazyTeacher(Callable<Classifier> loading) {
        this.loading = loading;
    }

    /**
     * @return the ancestor
     * @throws Exception if it cannot be loaded
     */
    public Classifier get() throws Exception {
        if (loaded == null) {
            loaded = loading.call();
        }
        return loaded;
    }

    @Override
    public void close() {
        if (loaded != null) {
            loaded.close();
        }
    }
}
