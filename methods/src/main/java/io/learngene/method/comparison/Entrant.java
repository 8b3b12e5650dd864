package io.learngene.method.comparison;

import io.learngene.contracts.Check;
import io.learngene.method.Methods;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A method that takes part in a comparison.
 *
 * @param name what it is called in tables; default its method
 * @param method method of its requests, for example {@code tleg}
 * @param settings fields of that method's request that are its own, for example {@code {rank: 64}}; default none
 */
public record Entrant(String name, String method, Map<String, Object> settings) {

    /** What is the same for all, or on the table already. */
    private static final Set<String> COMMON = Set.of(
            "method",
            "name",
            "dataset",
            "ancestor",
            "model",
            "targets",
            "depths",
            "to",
            "tuning",
            "baselines",
            "seed",
            "priority");

    private static final Set<String> COMMON_SHAPE = Set.of("dim", "heads", "patch_size", "mlp_ratio", "pooling");

    public Entrant {
        Check.present("method", method);
        Check.that(
                Methods.all().stream()
                        .anyMatch(each ->
                                each.name().equals(method) && each.intake().isPresent()),
                "method",
                method,
                "give one of " + methods());
        name = name == null ? method : name;
        Check.name("name", name);
        Check.that(name.length() <= 30, "name", name, "use at most 30 characters");
        settings = settings == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        for (String field : settings.keySet()) {
            Check.that(
                    !COMMON.contains(field),
                    "settings." + field,
                    "a setting of one method",
                    "it is the same for all methods of a comparison; leave it out here");
        }
        if (settings.get("auxiliary") instanceof Map<?, ?> auxiliary) {
            for (Object field : auxiliary.keySet()) {
                Check.that(
                        !(field instanceof String common && COMMON_SHAPE.contains(common)),
                        "settings.auxiliary." + field,
                        "a shape of one method",
                        "models of one table have one shape; give it in model");
            }
        }
    }

    private static Set<String> methods() {
        List<String> names = Methods.all().stream()
                .filter(each -> each.intake().isPresent())
                .map(each -> each.name())
                .toList();
        return new TreeSet<>(names);
    }
}
