package io.learngene.runtime.failpoint;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Says at every start what is set, so that nobody keeps it by mistake; what cannot be understood ends the start. */
@ApplicationScoped
class FailpointWarning {

    private static final Logger LOG = Logger.getLogger(FailpointWarning.class);

    void start(@Observes @Priority(1) StartupEvent event) {
        String set = Failpoints.SET.require();
        if (!set.isEmpty()) {
            LOG.warnf("this process fails on purpose: %s=%s", Failpoints.VARIABLE, set);
        }
    }
}
