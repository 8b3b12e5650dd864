package io.learngene.gateway.removal;

import io.learngene.contracts.artefact.StoreKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What topics tell, said by a test. */
final class FakeTold implements Told {

    final Map<String, Standing> standings = new ConcurrentHashMap<>();
    final List<Asked> asked = new ArrayList<>();
    final List<String> deleted = new ArrayList<>();
    /** Is told of every look at a family. */
    volatile Consumer<String> looked = family -> {};
    /** Is told of every deletion before it is made known. */
    Consumer<String> deleting = target -> {};

    /** A family whose jobs ended then. */
    void ended(String family, Instant at, String... paths) {
        standings.put(
                family,
                new Standing.Known(
                        true,
                        List.of(paths).stream()
                                .map(path -> job(family, path, End.NOTHING, at))
                                .toList()));
    }

    void atWork(String family, String... paths) {
        standings.put(
                family,
                new Standing.Known(
                        false,
                        List.of(paths).stream()
                                .map(path -> job(family, path, null, null))
                                .toList()));
    }

    static Job job(String family, String path, End end, Instant at) {
        return new Job(
                StoreKeys.runs(family + "/" + path),
                Optional.ofNullable(end),
                at,
                end == End.PUBLISHED ? StoreKeys.modelManifest(family, "models", path.substring(5)) : null);
    }

    void asks(String who, String document) {
        asked.add(new Asked(who, document.getBytes(StandardCharsets.UTF_8), Set.of()));
    }

    @Override
    public Standing standing(String family) {
        looked.accept(family);
        return standings.getOrDefault(family, new Standing.Unknown());
    }

    @Override
    public Stream<Asked> asked() {
        return List.copyOf(asked).stream();
    }

    @Override
    public void delete(String target) {
        deleting.accept(target);
        deleted.add(target);
        if (!target.contains("/")) {
            standings.put(target, new Standing.Deleted(Instant.EPOCH));
        }
    }
}
