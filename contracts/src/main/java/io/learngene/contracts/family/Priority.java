package io.learngene.contracts.family;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Whose jobs are taken first, of those of one kind in one pool. Ordered: what comes first is taken first. */
public enum Priority {
    /** Before all others. */
    @JsonProperty("high")
    HIGH,
    /** What a request has that says nothing. */
    @JsonProperty("normal")
    NORMAL,
    /** When nothing else waits. */
    @JsonProperty("low")
    LOW;

    /** {@return its name in JSON and in names of topics} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param asked what a request says; null for nothing
     * @return what it means
     */
    public static Priority or(Priority asked) {
        return asked == null ? NORMAL : asked;
    }

    /** What messages do not say: normal, as everything is that was written before there were priorities. A filter of Jackson's. */
    public static final class Unsaid {
        @Override
        public boolean equals(Object priority) {
            return priority == null || priority == NORMAL;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
