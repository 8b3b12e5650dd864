package io.learngene.gateway.removal;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
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
     * @param projects in whose documents it is looked; no project refers to what is another's, and a checksum that both mention is one in
     *     each
     * @param wanted which mentions are, see {@link Mentions}
     * @param own keys of documents that do not count, because they go as well
     * @param family family whose own request does not count either; null for none
     * @return those that are there, each with who mentions it
     */
    Map<String, Set<String>> to(
            Collection<Project> projects, Predicate<String> wanted, Predicate<String> own, String family) {
        Map<String, Set<String>> found = new TreeMap<>();
        told.asked()
                .filter(asked -> !asked.who().equals("family " + family))
                .filter(asked -> projects.contains(asked.project()))
                .forEach(asked -> take(asked.document(), wanted, asked.who(), found));
        for (Project project : projects) {
            for (String area : List.of(StoreKeys.FAMILIES, StoreKeys.LEARNGENES, StoreKeys.ANCESTORS)) {
                for (String name : store.folders(project.folder() + area)) {
                    // What others keep of a deleted one needs nothing but itself.
                    if (!(told.standing(project.id(name)) instanceof Told.Standing.Deleted)) {
                        take(store.list(project.folder() + area + name + "/"), wanted, own, found);
                    }
                }
            }
        }
        return found;
    }

    private void take(
            List<Stat> objects, Predicate<String> wanted, Predicate<String> own, Map<String, Set<String>> found) {
        for (Stat document : documents(objects)) {
            if (!own.test(document.key())) {
                read(document.key()).ifPresent(bytes -> take(bytes, wanted, document.key(), found));
            }
        }
    }

    /** {@return what of the objects says what other objects are for} */
    static List<Stat> documents(Collection<Stat> objects) {
        return objects.stream()
                .filter(each -> document(StoreKeys.withoutProject(each.key())))
                .toList();
    }

    private static boolean document(String key) {
        return key.startsWith(StoreKeys.FAMILIES) && key.endsWith(".json")
                || key.startsWith(StoreKeys.LEARNGENES) && key.endsWith("/learngene.json")
                || key.startsWith(StoreKeys.ANCESTORS) && key.endsWith("/ancestor.json");
    }

    /** {@return everything of a family that lies in the store} */
    List<Stat> objects(String family) {
        List<Stat> all = new ArrayList<>();
        for (String prefix : List.of(
                StoreKeys.ofFamily(family),
                StoreKeys.learngene(family),
                StoreKeys.ancestor(family),
                StoreKeys.jobs(family))) {
            all.addAll(store.list(prefix));
        }
        return all;
    }

    /** {@return what the documents of a family name, of which nothing may go while they stay} */
    Set<String> named(String family) {
        Set<String> named = new LinkedHashSet<>();
        for (String prefix :
                List.of(StoreKeys.ofFamily(family), StoreKeys.learngene(family), StoreKeys.ancestor(family))) {
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
