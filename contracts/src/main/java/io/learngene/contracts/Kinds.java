package io.learngene.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.job.Role;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** All kinds of jobs of the class path, looked up once. */
final class Kinds {

    static final Map<String, Role> ALL = Collections.unmodifiableMap(all());

    private Kinds() {}

    private static Map<String, Role> all() {
        Map<String, Role> kinds = new TreeMap<>();
        for (Vocabulary vocabulary : Vocabulary.all()) {
            vocabulary.jobs().forEach((type, role) -> {
                String name = type.getAnnotation(JsonTypeName.class).value();
                if (kinds.put(name, role) != null) {
                    throw new IllegalStateException("two vocabularies have a job '" + name + "'");
                }
            });
        }
        return kinds;
    }
}
