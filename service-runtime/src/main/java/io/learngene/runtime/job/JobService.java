package io.learngene.runtime.job;

import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.startup.Prerequisites;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/** Runs a service's job loop from the moment broker and store are there until the service ends. */
@ApplicationScoped
public class JobService {

    /** The longest turn: an acknowledgement that the broker does not answer, a dead letter that it does not take. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(3);

    private final Prerequisites prerequisites;
    private final JobSettings settings;
    private final JobEnvironment environment;
    private volatile JobLoop loop;
    private volatile boolean stopped;

    JobService(Prerequisites prerequisites, JobSettings settings, JobEnvironment environment) {
        this.prerequisites = prerequisites;
        this.settings = settings;
        this.environment = environment;
    }

    /**
     * @param handlers the work, a handler for each kind of job
     * @throws IllegalArgumentException if this worker is to take a kind that is none of them
     */
    public void run(List<? extends JobHandler<?>> handlers) {
        List<JobHandler<?>> taken = settings.shift().of(handlers);
        prerequisites.whenReady(() -> begin(taken));
    }

    /** {@return whether the loop turns, or has not begun} */
    boolean turning() {
        JobLoop running = loop;
        return running == null
                || stopped
                || running.alive() && running.sinceLastTurn().compareTo(LONGEST_TURN) < 0;
    }

    private synchronized void begin(List<? extends JobHandler<?>> handlers) {
        if (stopped) {
            return;
        }
        JobLoop started = new JobLoop(handlers, settings, environment);
        // May fail, and is tried again then; what comes after it begins once.
        TopicSetup.groups(settings.kafka(), started.topics(), settings.lockDuration());
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
