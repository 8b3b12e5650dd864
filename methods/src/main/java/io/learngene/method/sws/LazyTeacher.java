package io.learngene.method.sws;

import io.learngene.engine.network.Classifier;
import java.util.function.Supplier;

/** An ancestor that takes memory only from when somebody asks it: where every answer is stored, nobody does. */
final class LazyTeacher implements AutoCloseable {

    private final Supplier<Classifier> loading;
    private Classifier loaded;

    LazyTeacher(Supplier<Classifier> loading) {
        this.loading = loading;
    }

    Classifier get() {
        if (loaded == null) {
            loaded = loading.get();
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
