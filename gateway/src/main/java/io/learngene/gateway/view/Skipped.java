package io.learngene.gateway.view;

import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;

/** What the view leaves out so that it can go on: said, and counted by reason. */
public final class Skipped {

    private static final Logger LOG = Logger.getLogger(Skipped.class);
    private static final int MOST_TEXT = 1_000;

    private final MeterRegistry registry;

    /**
     * @param registry where it is counted
     */
    public Skipped(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param reason kind of fault, a label of the metric
     * @param what what was left out, by name
     * @param why what is wrong with it
     */
    public void count(String reason, String what, String why) {
        Counter.builder(Meters.VIEW_SKIPPED)
                .description("what the view left out")
                .tag(Meters.REASON, reason)
                .register(registry)
                .increment();
        String said = String.valueOf(why);
        LOG.warnf("%s was left out: %s", what, said.substring(0, Math.min(MOST_TEXT, said.length())));
    }
}
