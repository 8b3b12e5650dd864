package io.learngene.expander;

import io.learngene.contracts.Json;
import io.learngene.contracts.Permanent;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Methods;
import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.job.FollowUps;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.observability.LogFields;
import io.learngene.runtime.tracing.Traces;
import io.learngene.worker.Workshop;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Hears of new learngenes and queues the expansions that their method plans. An expansion runs as a job like any other, so that it
 * is retried, cancelled and seen like any other; one that is done, or has failed for good, is not queued again, so that a replay of
 * old messages does no old work.
 *
 * <p>What fails here is tried again until it succeeds or the service ends, unless no attempt can mend it: an exception would close the
 * channel for good.
 */
@ApplicationScoped
public class LearngeneListener {

    private static final Logger LOG = Logger.getLogger(LearngeneListener.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Outlet outlet;
    private final Traces traces;
    private final Backoff pauses;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Where it puts what it made of a message. Both return after the broker's confirmation, and may be repeated. */
    interface Outlet {

        void queue(String family, Priority priority, List<JobSpec> jobs);

        void deadLetter(ConsumerRecord<String, byte[]> record, String reason);
    }

    @Inject
    LearngeneListener(Workshop workshop, Traces traces) {
        this(new ToBroker(workshop), traces, FIRST_PAUSE);
    }

    LearngeneListener(Outlet outlet, Traces traces, Duration firstPause) {
        this.outlet = outlet;
        this.traces = traces;
        this.pauses = new Backoff(firstPause, LONGEST_PAUSE);
    }

    @Incoming("learngenes")
    @Blocking
    void published(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        for (int failures = 1; !taken(record); failures++) {
            if (stopped.await(pauses.after(failures).toMillis(), TimeUnit.MILLISECONDS)) {
                // Not acknowledged: it is read again after the restart.
                throw new IllegalStateException("the expander ends before a learngene's expansion was queued");
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private boolean taken(ConsumerRecord<String, byte[]> record) {
        try {
            take(record);
            return true;
        } catch (Exception | OutOfMemoryError e) {
            LOG.warnf(
                    e,
                    "the learngene %s (partition %d, offset %d) could not be passed on to expansion; trying again",
                    record.key(),
                    (Integer) record.partition(),
                    (Long) record.offset());
            return false;
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            passOn(record);
        } catch (RuntimeException e) {
            if (!(e instanceof Permanent)) {
                throw e;
            }
            // Tried again it would keep every learngene behind it waiting.
            LOG.warnf(
                    "the announcement of learngene %s cannot be used and is put aside: %s",
                    record.key(), e.getMessage());
            outlet.deadLetter(record, e.getMessage());
        }
    }

    private void passOn(ConsumerRecord<String, byte[]> record) {
        LearngenePublished published = Json.read(record.value(), LearngenePublished.class);
        Span span = traces.span("plan expansions", SpanKind.CONSUMER)
                .setParent(traces.received(record.headers()))
                .setAttribute(Traces.FAMILY, published.family())
                .startSpan();
        try (Scope scope = span.makeCurrent();
                LogFields fields = LogFields.of(published.family())) {
            plan(published);
        } finally {
            span.end();
        }
    }

    private void plan(LearngenePublished published) {
        List<JobSpec> jobs = Methods.all().stream()
                .flatMap(method -> method.expansions(published).stream())
                .toList();
        outlet.queue(published.family(), published.priority(), jobs);
    }

    private record ToBroker(Workshop workshop) implements Outlet {

        @Override
        public void queue(String family, Priority priority, List<JobSpec> jobs) {
            new FollowUps(workshop.store(), workshop.messages(), workshop.clock()).queue(family, priority, jobs);
        }

        @Override
        public void deadLetter(ConsumerRecord<String, byte[]> record, String reason) {
            Messages.await(workshop.messages().deadLetter(record, reason));
        }
    }
}
