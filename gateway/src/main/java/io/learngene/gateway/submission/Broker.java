package io.learngene.gateway.submission;

import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.Observation;
import io.learngene.runtime.messaging.Messages;
import io.smallrye.mutiny.Uni;
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
    private final GatewayConfig config;

    Broker(Messages messages, Families families, GatewayConfig config) {
        this.messages = messages;
        this.families = families;
        this.config = config;
    }

    Uni<Void> queue(Job<JobSpec> job) {
        return confirmed(() -> messages.queue(job), new Observation.Queued(job));
    }

    Uni<Void> publish(Cancellation cancellation) {
        return confirmed(() -> messages.publish(cancellation), new Observation.Cancelled(cancellation));
    }

    private Uni<Void> confirmed(Supplier<CompletableFuture<Void>> send, Observation observation) {
        return Uni.createFrom()
                .completionStage(send)
                .ifNoItem()
                .after(config.brokerPatience())
                .fail()
                .onFailure()
                .transform(failure -> {
                    LOG.warnf("the broker did not take a message: %s", failure);
                    return ProblemException.unavailable("the message broker did not confirm the request");
                })
                .invoke(() -> families.accepted(observation));
    }
}
