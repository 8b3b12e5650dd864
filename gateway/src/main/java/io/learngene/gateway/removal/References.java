package io.learngene.gateway.removal;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.ArtefactStore.Stat;
import io.learngene.runtime.store.OversizedObjectException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who refers to what: the manifests in the store, and what was asked for, which a job that has not ended yet will read. All of them are
 * read, because nobody keeps a second book that could be wrong.
 */
@ApplicationScoped
class References {

    private final ArtefactStore store;
    private final Told told;

    References(ArtefactStore store, Told told) {
        this.store = store;
        this.told = told;
    }

    /**
     * @param wanted which mentions are, see {@link Mentions}
     * @param own keys of documents that do not count, because they go as well
     * @param family family whose own request does not count either; null for none
     * @return those that are there, each with who mentions it
     */
    Map<String, Set<String>> to(Predicate<String> wanted, Predicate<String> own, String family) {
        Map<String, Set<String>> found = new TreeMap<>();
        told.asked()
                .filter(asked -> !asked.who().equals("family " + family))
                .forEach(asked -> take(asked.document(), wanted, asked.who(), found));
        for (String area : List.of("families/", "learngenes/", "ancestors/")) {
            for (String id : store.folders(area)) {
                if (told.standing(id) instanceof Told.Standing.Deleted) {
                    // What others keep of it needs nothing but itself.
                    continue;
                }
                for (Stat document : documents(store.list(area + id + "/"))) {
                    if (!own.test(document.key())) {
                        read(document.key()).ifPresent(bytes -> take(bytes, wanted, document.key(), found));
                    }
                }
            }
        }
        return found;
    }

    /** {@return what of the objects says what other objects are for} */
    static List<Stat> documents(Collection<Stat> objects) {
        return objects.stream()
                .filter(each -> each.key().startsWith("families/") && each.key().endsWith(".json")
                        || each.key().startsWith("learngenes/") && each.key().endsWith("/learngene.json")
                        || each.key().startsWith("ancestors/") && each.key().endsWith("/ancestor.json"))
                .toList();
    }

    /** {@return everything of a family that lies in the store} */
    List<Stat> objects(String family) {
        List<Stat> all = new ArrayList<>();
        for (String prefix : List.of(
                StoreKeys.ofFamily(family),
                "learngenes/" + family + "/",
                StoreKeys.ancestor(family),
                "jobs/" + family + "/")) {
            all.addAll(store.list(prefix));
        }
        return all;
    }

    /** {@return what the documents of a family name, of which nothing may go while they stay} */
    Set<String> named(String family) {
        Set<String> named = new LinkedHashSet<>();
        for (String prefix :
                List.of(StoreKeys.ofFamily(family), "learngenes/" + family + "/", StoreKeys.ancestor(family))) {
            for (Stat document : documents(store.list(prefix))) {
                read(document.key()).ifPresent(bytes -> named.addAll(Mentions.in(bytes, mention -> true)));
            }
        }
        return named;
    }

    /** What cannot be read may refer to anything. */
    private Optional<byte[]> read(String key) {
        try {
            return store.read(key);
        } catch (OversizedObjectException e) {
            throw ProblemException.conflict("who refers to what cannot be told: " + e.getMessage());
        }
    }

    private static void take(byte[] document, Predicate<String> wanted, String who, Map<String, Set<String>> found) {
        for (String mention : Mentions.in(document, wanted)) {
            found.computeIfAbsent(mention, m -> new TreeSet<>()).add(who);
        }
    }
}
