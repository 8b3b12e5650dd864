package io.learngene.gateway.submission;

import io.learngene.contracts.Permanent;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.tracing.RequestTraces;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.Observation;
import io.learngene.runtime.failpoint.Failpoint;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.observability.LogFields;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Writes to Kafka for a request: what it answers is what the broker confirmed, within a bounded time. */
@ApplicationScoped
class Broker {

    private static final Logger LOG = Logger.getLogger(Broker.class);

    private final Messages messages;
    private final Families families;
    private final RequestTraces traces;
    private final GatewayConfig config;

    Broker(Messages messages, Families families, RequestTraces traces, GatewayConfig config) {
        this.traces = traces;
        this.messages = messages;
        this.families = families;
        this.config = config;
    }

    /**
     * @param job a job
     * @return ends when the broker has it
     */
    Uni<Void> queue(Job<JobSpec> job) {
        return confirmed(() -> messages.queue(job), new Observation.Queued(job));
    }

    /**
     * @param cancellation what is not wanted any more
     * @return ends when the broker has it
     */
    Uni<Void> publish(Cancellation cancellation) {
        return confirmed(() -> messages.publish(cancellation), new Observation.Cancelled(cancellation));
    }

    private Uni<Void> confirmed(Supplier<CompletableFuture<Void>> send, Observation observation) {
        Context request = traces.context();
        return Uni.createFrom()
                .completionStage(() -> in(request, send))
                .ifNoItem()
                .after(config.brokerPatience())
                .fail()
                .onFailure()
                .transform(failure -> {
                    try (LogFields fields = LogFields.of(observation.family())) {
                        LOG.warnf("the broker did not take a message of %s: %s", observation.family(), failure);
                    }
                    return told(failure);
                })
                // Away from the producer's one thread, which all messages wait for.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(() -> remember(observation));
    }

    /** What the broker will never take is at fault itself, and not to be repeated. */
    static Throwable told(Throwable failure) {
        return failure instanceof Permanent ? failure : ProblemException.unconfirmed();
    }

    private static CompletableFuture<Void> in(Context request, Supplier<CompletableFuture<Void>> send) {
        try (Scope scope = request.makeCurrent()) {
            return send.get();
        }
    }

    /** The broker has it: what goes wrong from here on must not look as if it had not. */
    private void remember(Observation observation) {
        Failpoint.CONFIRMED.reach();
        try (LogFields fields = LogFields.of(observation.family())) {
            families.accepted(observation);
        } catch (RuntimeException e) {
            LOG.warnf(e, "what was accepted for %s is shown only when the view has seen it", observation.family());
        }
    }
}
