package io.learngene.engine.shape;

import io.learngene.contracts.Permanent;
import java.util.List;
import java.util.stream.Collectors;

/** Weights do not fit a network; the message lists missing, unexpected and misshapen tensors. */
public final class WeightsException extends IllegalArgumentException implements Permanent {

    private static final int MOST_LISTED = 20;

    /** Names in files from outside may have megabytes. */
    private static final int MOST_TEXT = 300;

    private final List<String> complaints;

    WeightsException(List<String> complaints) {
        super("the weights do not fit the architecture (" + complaints.size() + " tensors): "
                + complaints.stream()
                        .limit(MOST_LISTED)
                        .map(WeightsException::shortened)
                        .collect(Collectors.joining("; "))
                + (complaints.size() > MOST_LISTED ? "; and " + (complaints.size() - MOST_LISTED) + " more" : ""));
        this.complaints = List.copyOf(complaints);
    }

    private static String shortened(String complaint) {
        return complaint.length() <= MOST_TEXT ? complaint : complaint.substring(0, MOST_TEXT) + "...";
    }

    /** {@return one line for each tensor at fault} */
    public List<String> complaints() {
        return complaints;
    }
}
