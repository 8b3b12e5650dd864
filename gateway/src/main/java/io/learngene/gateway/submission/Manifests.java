package io.learngene.gateway.submission;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.access.StoredProjects;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Skipped;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.OversizedObjectException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what services have written down in the store. What is damaged there is not the fault of whoever asks for it, so it is
 * named by its key; in a list it is left out, which is logged and counted.
 */
@ApplicationScoped
public class Manifests {

    private final ArtefactStore store;
    private final Skipped skipped;

    Manifests(ArtefactStore store, MeterRegistry registry) {
        this.store = store;
        this.skipped = new Skipped(registry);
    }

    /**
     * @param <T> type
     * @param key key
     * @param type what lies there
     * @return it; empty if nothing does
     * @throws ProblemException 409 if it is damaged
     */
    public <T> Optional<T> read(String key, Class<T> type) {
        try {
            return store.read(key).map(bytes -> parse(key, bytes, type));
        } catch (OversizedObjectException e) {
            throw ProblemException.conflict(e.getMessage());
        }
    }

    /**
     * @param scope whose
     * @param area folder in that of each project
     * @param suffix end of the keys
     * @return keys in their order
     */
    public Stream<String> keys(Scope scope, String area, String suffix) {
        return scope.only()
                .map(Stream::of)
                .orElseGet(() -> StoredProjects.in(store))
                .flatMap(project -> keys(project.folder() + area, suffix))
                .sorted();
    }

    /**
     * @param prefix beginning of the keys
     * @param suffix end of the keys
     * @return keys in their order
     */
    public Stream<String> keys(String prefix, String suffix) {
        return store.list(prefix).stream()
                .map(ArtefactStore.Stat::key)
                .filter(key -> key.endsWith(suffix))
                .sorted();
    }

    /**
     * @param <T> type
     * @param key key of one of many
     * @param type what lies there
     * @return it; empty if nothing does, or it is damaged
     */
    public <T> Stream<T> listed(String key, Class<T> type) {
        try {
            return read(key, type).stream();
        } catch (ProblemException e) {
            skipped.count("damaged-manifest", key + " in a list", e.getMessage());
            return Stream.empty();
        }
    }

    /** Results tell their kind, and are read as what they say they are. */
    private static <T> T parse(String key, byte[] bytes, Class<T> type) {
        try {
            Class<?> whole = JobResult.class.isAssignableFrom(type) ? JobResult.class : type;
            Object manifest = Json.read(bytes, whole);
            if (!type.isInstance(manifest)) {
                throw damaged(key, "it tells of something else");
            }
            return type.cast(manifest);
        } catch (InvalidFieldException e) {
            throw damaged(key, e.getMessage());
        }
    }

    private static ProblemException damaged(String key, String why) {
        return ProblemException.conflict(
                key + " in the store is damaged (" + why + "); put back what was there, or delete it");
    }
}
