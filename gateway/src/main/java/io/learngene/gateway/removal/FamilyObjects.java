package io.learngene.gateway.removal;

import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.ArtefactStore.Stat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The objects of a family that goes: those that nobody else refers to, manifests first, and those that stay. A manifest that somebody refers
 * to stays with all files that it names.
 *
 * @param free objects that go, in the order in which they do: a manifest is gone before a file that it names
 * @param kept what stays
 */
record FamilyObjects(List<Stat> free, List<Deletion.Kept> kept) {

    /**
     * Listed before it is asked who refers to them: what is referred to in between is seen.
     *
     * @param family id
     * @param objects its objects, of which some may be left out
     * @param references who refers to what
     * @param store where they lie
     * @return what becomes of them
     */
    static FamilyObjects of(String family, List<Stat> objects, References references, ArtefactStore store) {
        if (objects.isEmpty()) {
            return new FamilyObjects(List.of(), List.of());
        }
        Map<String, Set<String>> mentions = references.to(
                Set.of(Project.of(family)), mention -> about(family, mention), key -> about(family, key), family);
        Map<String, Stat> left = new LinkedHashMap<>();
        objects.forEach(each -> left.put(each.key(), each));
        List<Deletion.Kept> kept = new ArrayList<>();
        if (!mentions.isEmpty()) {
            Map<String, Stat> all = Map.copyOf(left);
            for (Stat document : References.documents(objects)) {
                keep(family, document, mentions, all, left, store, kept);
            }
            for (String key : Set.copyOf(left.keySet())) {
                if (mentions.containsKey(key)) {
                    kept.add(Deletion.Kept.of(key, List.of(left.remove(key)), mentions.get(key)));
                }
            }
        }
        Set<Stat> free = new LinkedHashSet<>(References.documents(left.values()));
        free.addAll(left.values());
        return new FamilyObjects(List.copyOf(free), kept);
    }

    private static void keep(
            String family,
            Stat document,
            Map<String, Set<String>> mentions,
            Map<String, Stat> all,
            Map<String, Stat> left,
            ArtefactStore store,
            List<Deletion.Kept> kept) {
        Set<String> own = new LinkedHashSet<>();
        own.add(document.key());
        store.read(document.key()).ifPresent(bytes -> own.addAll(Mentions.in(bytes, key -> namedFile(key, all))));
        Set<String> neededBy = new TreeSet<>();
        own.forEach(key -> neededBy.addAll(mentions.getOrDefault(key, Set.of())));
        neededBy.addAll(mentions.getOrDefault(name(family, document.key()), Set.of()));
        if (!neededBy.isEmpty()) {
            List<Stat> stay =
                    own.stream().filter(all::containsKey).map(all::get).toList();
            own.forEach(left::remove);
            kept.add(Deletion.Kept.of(document.key(), stay, neededBy));
        }
    }

    /** A file, and no other manifest: that a model was made from a learngene is no reason to keep the learngene with it. */
    private static boolean namedFile(String key, Map<String, Stat> all) {
        return all.containsKey(key)
                && References.documents(List.of(all.get(key))).isEmpty();
    }

    /** {@return how others mention what a manifest of the family is of, where they do not by its key} */
    private static String name(String family, String key) {
        if (key.equals(StoreKeys.learngeneManifest(family))) {
            return Mentions.learngene(family);
        }
        if (key.equals(StoreKeys.ancestorManifest(family))) {
            return Mentions.id(family);
        }
        String models = StoreKeys.ofFamily(family) + Trained.MODELS + "/";
        return key.startsWith(models)
                ? Mentions.id(family + "/" + key.substring(models.length(), key.lastIndexOf('/')))
                : key;
    }

    private static boolean about(String family, String mention) {
        String own = mention.contains("@") ? family : Project.of(family).local(family);
        String key = StoreKeys.withoutProject(mention);
        String rest = key.substring(key.indexOf(mention.contains("@") ? '@' : '/') + 1);
        return rest.equals(own) || rest.startsWith(own + "/");
    }
}
