package io.learngene.contracts.view;

import io.learngene.contracts.Check;
import java.util.List;

/**
 * Something that the numbers of a family tell.
 *
 * @param diagnosis what it is
 * @param of what it is about: models, or what the method calls their predecessors
 * @param fact the numbers
 * @param remedy what to change
 */
public record Finding(Diagnosis diagnosis, List<String> of, String fact, String remedy) {

    public Finding {
        Check.present("diagnosis", diagnosis);
        of = of == null ? List.of() : List.copyOf(of);
        Check.present("fact", fact);
    }

    static Finding of(Diagnosis diagnosis, List<String> of, String fact) {
        return new Finding(diagnosis, of, fact, diagnosis.remedy());
    }

    /** {@return one line} */
    public String text() {
        return String.join(", ", of) + ": " + fact + "; " + remedy;
    }
}
