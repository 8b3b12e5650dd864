package io.learngene.method.growth;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.method.TuneJob;

/**
 * The model that is grown.
 *
 * @param family family of a tuned model; null for an ancestor
 * @param name name of the model in its family, or id of the ancestor
 */
record Source(String family, String name) {

    static Source of(String from) {
        int slash = from.indexOf('/');
        if (slash < 0) {
            return new Source(null, named(() -> Check.name("from", from), from));
        }
        String family = named(() -> Check.name("from", from.substring(0, slash)), from);
        String name = from.substring(slash + 1);
        Check.that(
                name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}"),
                "from",
                from,
                "give the family and the name of a tuned model, for example pets-1a2b3c4d/L04");
        return new Source(family, name);
    }

    private static String named(java.util.function.Supplier<String> checked, String from) {
        try {
            return checked.get();
        } catch (InvalidFieldException e) {
            throw new InvalidFieldException(
                    "from", from, "give family/name of a tuned model, or the id of an uploaded ancestor");
        }
    }

    boolean ancestor() {
        return family == null;
    }

    String manifest() {
        return StoreKeys.modelManifest(family, TuneJob.MODELS, name);
    }
}
