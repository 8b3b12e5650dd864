package io.learngene.expander;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.family.ExpandRequest;
import io.learngene.contracts.family.FamilyRequest;
import io.learngene.contracts.job.ExpandJob;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Hears of new learngenes and queues the expansion that their family asked for. It runs as a job like any other, so that it
 * is retried, cancelled and seen like any other.
 */
@ApplicationScoped
public class LearngeneListener {

    private static final Logger LOG = Logger.getLogger(LearngeneListener.class);

    private final Messages messages;

    LearngeneListener(Messages messages) {
        this.messages = messages;
    }

    @Incoming("learngenes")
    @Blocking
    void published(ConsumerRecord<String, byte[]> record) {
        try {
            LearngenePublished published =
                    Json.read(record.value() == null ? new byte[0] : record.value(), LearngenePublished.class);
            FamilyRequest request = published.request();
            ExpandRequest wanted = new ExpandRequest(
                    request.targets(), request.tuning(), request.tuningDistillation(), request.baselines(), false);
            Messages.await(messages.queue(Job.first(
                    published.family(),
                    Instant.now(),
                    new ExpandJob(ExpandJob.INITIAL, wanted, request.dataset(), request.seed()))));
        } catch (InvalidFieldException e) {
            LOG.warnf("a learngene's announcement is not readable and put aside: %s", e.getMessage());
            Messages.await(messages.deadLetter(record, e.getMessage()));
        }
    }
}
