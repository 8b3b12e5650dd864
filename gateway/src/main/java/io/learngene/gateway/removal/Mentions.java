package io.learngene.gateway.removal;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of a manifest or a request refers to, of whichever method it is: keys of objects, checksums of contents, and the ids of
 * ancestors, models and learngenes. The text and not the fields, so that what a later method writes is seen, too, and a damaged document
 * still counts for what can be read of it.
 */
final class Mentions {

    private static final String AREAS = "jobs|families|learngenes|ancestors|datasets|answers";
    private static final Pattern KEY = Pattern.compile("\"((?:projects/[a-z0-9-]+/)?(?:" + AREAS + ")/[^\"\\\\]+)\"");
    private static final Pattern SHA256 = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");
    private static final Pattern ID =
            Pattern.compile("\"(ancestor|id|from|learngene)\"\\s*:\\s*\"([^\"\\\\]{1,200})\"");

    private Mentions() {}

    /**
     * @param id id of an ancestor, or {@code family/name} of a model
     * @return how it is mentioned where a field tells that an ancestor or a source is meant
     */
    static String id(String id) {
        return "@" + id;
    }

    /**
     * @param id id of a learngene
     * @return how it is mentioned where a field tells that a learngene is meant
     */
    static String learngene(String id) {
        return "learngene@" + id;
    }

    /**
     * @param document JSON
     * @param wanted which mentions are
     * @return those that are there: keys and checksums as they stand, ids as {@link #id} and {@link #learngene} write them
     */
    static Set<String> in(byte[] document, Predicate<String> wanted) {
        String text = new String(document, StandardCharsets.UTF_8);
        Set<String> found = new LinkedHashSet<>();
        for (Matcher key = KEY.matcher(text); key.find(); ) {
            take(key.group(1), wanted, found);
        }
        for (Matcher content = SHA256.matcher(text); content.find(); ) {
            take(content.group(), wanted, found);
        }
        for (Matcher id = ID.matcher(text); id.find(); ) {
            take(id.group(1).equals("learngene") ? learngene(id.group(2)) : id(id.group(2)), wanted, found);
        }
        return found;
    }

    private static void take(String mention, Predicate<String> wanted, Set<String> found) {
        if (wanted.test(mention)) {
            found.add(mention);
        }
    }
}
