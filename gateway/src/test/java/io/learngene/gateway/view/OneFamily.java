package io.learngene.gateway.view;

import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A view of one family, without a broker. */
public final class OneFamily {

    private final FamilyState state;
    private final List<Changes> listeners = new ArrayList<>();

    private OneFamily(FamilyState state) {
        this.state = state;
    }

    /** {@return a family that is done} */
    public static OneFamily atItsEnd() {
        return new OneFamily(Samples.fold(Samples.wholeFamily()));
    }

    /** {@return a family whose first job has begun} */
    public static OneFamily running() {
        return new OneFamily(Samples.fold(Samples.wholeFamily().subList(0, 2)));
    }

    /** {@return the view} */
    public Families families() {
        return new Families(
                null,
                KafkaSettings.of("localhost:1"),
                Pools.DEFAULT,
                new SimpleMeterRegistry(),
                new SignsOfLife(InstantSource.system(), Duration.ofSeconds(30)),
                new Workers(Pools.DEFAULT),
                InstantSource.system()) {
            @Override
            FamilyState look(String family) {
                return state;
            }

            @Override
            public Runnable listen(Changes listener) {
                listeners.add(listener);
                return () -> {};
            }
        };
    }

    /** Tells those who listen. */
    public void tell() {
        listeners.forEach(listener -> listener.changed(FamilyViews.of(state)));
    }
}
