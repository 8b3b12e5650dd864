package io.learngene.engine.shape;

import io.learngene.contracts.Permanent;
import java.util.List;

/** Weights do not fit a network; the message lists every missing, unexpected and misshapen tensor. */
public final class WeightsException extends IllegalArgumentException implements Permanent {

    private final List<String> complaints;

    WeightsException(List<String> complaints) {
        super("the weights do not fit the architecture (" + complaints.size() + " tensors): "
                + String.join("; ", complaints.subList(0, Math.min(20, complaints.size())))
                + (complaints.size() > 20 ? "; and " + (complaints.size() - 20) + " more" : ""));
        this.complaints = List.copyOf(complaints);
    }

    /** {@return one line for each tensor at fault} */
    public List<String> complaints() {
        return complaints;
    }
}
