package io.learngene.runtime.job;

import io.learngene.runtime.Foundation;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.TopicSetup;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Runs a service's job loop from the moment broker and store are there until the service ends; live while the loop turns. */
@Liveness
@ApplicationScoped
public class JobService implements HealthCheck {

    /** The longest turn: an acknowledgement that the broker does not answer, a dead letter that it does not take. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(3);

    private final Foundation foundation;
    private final JobSettings settings;
    private final JobEnvironment environment;
    private volatile JobLoop loop;
    private volatile boolean stopped;

    JobService(Foundation foundation, JobSettings settings, JobEnvironment environment) {
        this.foundation = foundation;
        this.settings = settings;
        this.environment = environment;
    }

    /**
     * @param handlers the work, a handler for each kind of job
     */
    public void run(List<? extends JobHandler<?>> handlers) {
        foundation.whenReady(environment.store(), () -> begin(handlers));
    }

    @Override
    public HealthCheckResponse call() {
        JobLoop running = loop;
        boolean turning = running == null
                || stopped
                || running.alive() && running.sinceLastTurn().compareTo(LONGEST_TURN) < 0;
        return HealthCheckResponse.named("job loop").status(turning).build();
    }

    private synchronized void begin(List<? extends JobHandler<?>> handlers) {
        if (stopped) {
            return;
        }
        JobLoop started = new JobLoop(handlers, settings, environment);
        // May fail, and is tried again then; what comes after it begins once.
        TopicSetup.groups(settings.kafka(), started.kinds(), settings.lockDuration());
        environment.cancellations().start();
        started.start();
        loop = started;
    }

    void stop(@Observes ShutdownEvent event) {
        synchronized (this) {
            stopped = true;
        }
        if (loop != null) {
            loop.close();
        }
        environment.cancellations().close();
        Messages messages = environment.messages();
        messages.close();
    }
}
