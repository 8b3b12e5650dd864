package io.learngene.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.view.FamilyView;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.history.History;
import io.learngene.local.history.HistoryChecker;
import io.learngene.local.history.HistoryReader;
import io.learngene.runtime.store.ArtefactStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks whether what is left of a soak is as it has to be: for its customer, in the topics and in the store. */
final class Check {

    private final SoakStack stack;
    private final Customer customer;
    private final HistoryChecker.Limits limits;
    private long cleared;
    private History history;
    private List<String> wrong = List.of();

    /**
     * @param stack in which nothing is broken any more
     * @param customer who asked for what there is
     * @param limits what is taken for late
     */
    Check(SoakStack stack, Customer customer, HistoryChecker.Limits limits) {
        this.stack = stack;
        this.customer = customer;
        this.limits = limits;
    }

    /** {@return whether all is well, after a look at everything} */
    boolean isWell() {
        List<String> found = new ArrayList<>();
        // What attempts that were cut off have left goes, so that whatever else is there has to have a reason.
        clear(found);
        try (ArtefactStore store = stack.store()) {
            history = HistoryReader.read(stack.bootstrapServers(), store);
        }
        found.addAll(HistoryChecker.check(history, limits));
        customer.allEnded();
        found.addAll(customer.wrong());
        wrong = found;
        return found.isEmpty();
    }

    /** {@return what the last look read} */
    History history() {
        return history;
    }

    /** {@return what it found, in words} */
    List<String> wrong() {
        return wrong;
    }

    /** {@return objects that nothing referred to, of all looks} */
    long cleared() {
        return cleared;
    }

    /** {@return every family, as it was seen last} */
    Collection<FamilyView> families() {
        return customer.families().values();
    }

    private void clear(List<String> found) {
        GatewayClient client = new GatewayClient(stack.gateway(), Soak.PATIENCE);
        JsonNode piece;
        do {
            piece = client.post("/collections?dry_run=false", "application/json", new byte[0]);
            for (JsonNode kind : piece.path("orphans")) {
                cleared += kind.path("objects").asLong();
            }
            piece.path("unknown")
                    .forEach(family -> found.add(family.asText() + ": has objects and nobody tells of it"));
        } while (piece.path("more").asBoolean());
    }
}
