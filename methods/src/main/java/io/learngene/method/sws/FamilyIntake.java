package io.learngene.method.sws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.method.Contest;
import io.learngene.method.DistilledIntake;
import java.util.List;

/** Takes requests for families. */
final class FamilyIntake extends DistilledIntake<FamilyRequest> {

    private static final int STAGES = 4;

    FamilyIntake() {
        super(new Sws(), FamilyRequest.class, "families");
    }

    /** Its auxiliary model has stages in the place of a depth, four where there are layers enough. */
    @Override
    public List<ObjectNode> compared(Contest contest) {
        ObjectNode fields = contest.distilled(FamilyRequest.METHOD);
        ObjectNode auxiliary = (ObjectNode) fields.get("auxiliary");
        int depth = contest.shape().depth();
        int stages = Math.min(STAGES, depth);
        auxiliary.remove("depth");
        for (int stage = 0; stage < stages; stage++) {
            auxiliary.withArray("repeats").add(depth / stages + (stage < depth % stages ? 1 : 0));
        }
        return List.of(fields);
    }
}
