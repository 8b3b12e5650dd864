package io.learngene.gateway.audit;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.audit.AuditFact;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.topics.TopicReader;
import io.learngene.gateway.topics.TopicReading;
import io.learngene.runtime.messaging.Messages;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** The topic of what was changed. */
@ApplicationScoped
public class AuditLog {

    private static final Logger LOG = Logger.getLogger(AuditLog.class);

    private static final int READ_AT_ONCE = 1_000;
    /** Facts that one page looks through for those of a project. */
    private static final int MOST_SEARCHED = 100_000;

    private final Messages messages;
    private final TopicReading reading;

    AuditLog(Messages messages, TopicReading reading) {
        this.messages = messages;
        this.reading = reading;
    }

    /**
     * A page.
     *
     * @param facts newest first
     * @param unreadable how many were passed over because this version cannot read them
     * @param next what to give as {@code after} for the next page; null on the last
     */
    public record Page(List<AuditFact> facts, int unreadable, String next) {}

    /** What was changed is changed: where the broker does not take the fact, the log has it. */
    Uni<Void> tell(AuditFact fact) {
        return Uni.createFrom()
                .completionStage(() -> messages.publish(fact))
                .onFailure()
                .invoke(failure -> LOG.errorf(
                        "the broker did not take this fact of the audit, which stands here alone: %s (%s)",
                        new String(Json.write(fact), StandardCharsets.UTF_8), failure))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * @param scope whose; what is of the whole installation is shown to who sees all
     * @param limit most of a page
     * @param after what the page before said; null for the first
     * @return a page
     */
    public Page page(Scope scope, int limit, String after) {
        if (after != null) {
            Check.that(after.matches("[0-9]{1,18}"), "after", after, "give what the page before said as next");
        }
        return reading.of("the audit", opened -> opened.ranges(List.of(Topics.AUDIT)).stream()
                .findFirst()
                .map(all -> page(opened, after == null ? all : all.before(Long.parseLong(after)), scope, limit))
                .orElseGet(() -> new Page(List.of(), 0, null)));
    }

    private static Page page(TopicReader opened, TopicReader.Range all, Scope scope, int limit) {
        List<AuditFact> facts = new ArrayList<>();
        int unreadable = 0;
        TopicReader.Range left = all;
        while (!left.empty() && all.end() - left.end() < MOST_SEARCHED) {
            TopicReader.Range piece = left.newest(READ_AT_ONCE);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            opened.read(piece, records::add);
            for (int i = records.size() - 1; i >= 0; i--) {
                if (facts.size() == limit) {
                    return new Page(
                            facts, unreadable, Long.toString(records.get(i).offset() + 1));
                }
                try {
                    AuditFact fact = Json.read(records.get(i).value(), AuditFact.class);
                    if (shown(fact, scope)) {
                        facts.add(fact);
                    }
                } catch (InvalidFieldException e) {
                    unreadable++;
                }
            }
            left = left.before(piece.begin());
        }
        return new Page(facts, unreadable, left.empty() ? null : Long.toString(left.end()));
    }

    private static boolean shown(AuditFact fact, Scope scope) {
        return scope.only()
                .map(project -> project.name().equals(fact.project()))
                .orElse(true);
    }
}
