package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.learngene.contracts.Check;

/**
 * Which layers of a Vision Transformer stand still while it is trained: they get no step and no weight decay. JSON: a number of blocks, or
 * {@code all}.
 *
 * @param blocks the first blocks, and the embeddings before them; 0 for nothing; null for all but the heads, which is linear probing
 */
public record Freeze(Integer blocks) {

    private static final String ALL = "all";

    public Freeze {
        Check.range("freeze", blocks, 0, 10_000);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Freeze of(int blocks) {
        return new Freeze(blocks);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Freeze of(String word) {
        Check.that(ALL.equals(word), "freeze", word, "give a number of blocks, or all");
        return new Freeze(null);
    }

    @JsonValue
    Object json() {
        return blocks == null ? ALL : blocks;
    }

    /** {@return whether anything stands still} */
    public boolean on() {
        return blocks == null || blocks > 0;
    }

    /** {@return whether only heads are trained} */
    public boolean all() {
        return blocks == null;
    }
}
