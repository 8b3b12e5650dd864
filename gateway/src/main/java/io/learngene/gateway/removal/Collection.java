package io.learngene.gateway.removal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a collection removed, or would remove.
 *
 * @param dryRun whether nothing was done
 * @param orphans what goes, by kind; kinds of which there is nothing are left out
 * @param kept why something that may be an orphan stays, the first reasons
 * @param unknown families with objects in the store that nobody tells of: they stay, each can be deleted by its id
 * @param more whether there may be more: a collection removes so many objects and ends; ask again
 */
public record Collection(
        boolean dryRun,
        Map<Orphan, Tally> orphans,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> kept,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unknown,
        boolean more) {

    /**
     * Orphans of one kind.
     *
     * @param objects how many
     * @param bytes their bytes, as far as they are known
     * @param example key of the first
     */
    public record Tally(int objects, long bytes, String example) {

        Tally and(long size) {
            return new Tally(objects + 1, bytes + size, example);
        }
    }
}
