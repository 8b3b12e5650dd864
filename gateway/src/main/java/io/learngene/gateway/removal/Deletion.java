package io.learngene.gateway.removal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.learngene.runtime.store.ArtefactStore.Stat;
import java.util.Collection;
import java.util.List;

/**
 * What a deletion removed, or would remove.
 *
 * @param deleted what was asked for: {@code family pets-1a2b3c4d}
 * @param dryRun whether nothing was done
 * @param objects objects that go
 * @param bytes their bytes
 * @param kept what stays although it was asked for, because others refer to it
 */
public record Deletion(
        String deleted,
        boolean dryRun,
        int objects,
        long bytes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Kept> kept) {

    /**
     * Something that stays.
     *
     * @param what key of its manifest, or of the object itself
     * @param objects its objects
     * @param bytes their bytes
     * @param neededBy who refers to it, the first of them
     * @param others how many more do
     */
    public record Kept(String what, int objects, long bytes, List<String> neededBy, int others) {

        private static final int MOST_NAMED = 10;

        static Kept of(String what, Collection<Stat> objects, Collection<String> neededBy) {
            return new Kept(
                    what,
                    objects.size(),
                    sum(objects),
                    neededBy.stream().limit(MOST_NAMED).toList(),
                    Math.max(0, neededBy.size() - MOST_NAMED));
        }

        /** {@return who refers to it, in words} */
        String because() {
            return String.join(", ", neededBy) + (others == 0 ? "" : " and " + others + " more");
        }
    }

    static Deletion of(String deleted, boolean dryRun, Collection<Stat> objects, List<Kept> kept) {
        return new Deletion(deleted, dryRun, objects.size(), sum(objects), kept);
    }

    private static long sum(Collection<Stat> objects) {
        return objects.stream().mapToLong(Stat::size).sum();
    }
}
