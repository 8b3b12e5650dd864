package io.learngene.gateway.removal;

import io.learngene.contracts.Json;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A folder of objects, whose age a test decides. */
final class Shelf {

    static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    static final Duration GRACE = Duration.ofDays(7);
    static final Instant OLD = NOW.minus(Duration.ofDays(8));
    static final Instant YOUNG = NOW.minus(Duration.ofDays(6));

    private final Path folder;
    final FolderStore store;

    Shelf(Path folder) {
        this.folder = folder;
        this.store = new FolderStore(folder);
        store.prepare();
    }

    /** Puts objects there that are old. */
    void old(String... keys) {
        for (String key : keys) {
            content(key, key.getBytes(StandardCharsets.UTF_8));
        }
    }

    void content(String key, byte[] content) {
        store.put("x", key, content);
        written(key, OLD);
    }

    void document(String key, Object document) {
        content(key, Json.write(document));
    }

    /** Puts objects there that are not old enough. */
    void young(String... keys) {
        for (String key : keys) {
            store.put("x", key, key.getBytes(StandardCharsets.UTF_8));
            written(key, YOUNG);
        }
    }

    void written(String key, Instant when) {
        try {
            Files.setLastModifiedTime(folder.resolve(key), FileTime.from(when));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> keys() {
        return store.list("").stream().map(ArtefactStore.Stat::key).toList();
    }

    /** {@return keys of files that a manifest names and that are not there: there may never be any} */
    List<String> missing() {
        Set<String> there = Set.copyOf(keys());
        return References.documents(store.list("")).stream()
                .flatMap(document -> Mentions.in(
                        store.read(document.key()).orElseThrow(),
                        mention -> mention.startsWith("jobs/") || mention.startsWith("ancestors/"))
                        .stream())
                .filter(key -> !there.contains(key))
                .toList();
    }

    /** {@return the same store, of a process that is killed at that delete} */
    ArtefactStore dyingAtDelete(int which) {
        AtomicInteger deletes = new AtomicInteger();
        return watched((method, key) -> {
            if (method.equals("delete") && deletes.incrementAndGet() >= which) {
                throw new StoreException("killed", null);
            }
        });
    }

    /** {@return the same store; before every call, its name and its key are told} */
    ArtefactStore watched(BiConsumer<String, String> watch) {
        return (ArtefactStore) Proxy.newProxyInstance(
                Shelf.class.getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, arguments) -> {
                    String key = arguments != null && arguments[0] instanceof String name ? name : "";
                    watch.accept(method.getName(), key);
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
