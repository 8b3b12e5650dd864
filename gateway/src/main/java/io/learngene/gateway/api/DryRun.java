package io.learngene.gateway.api;

import io.learngene.contracts.Check;

/**
 * The parameter {@code dry_run} of whatever deletes. It has no default: nobody loses something by a request that meant something else, as
 * DELETE of a family without it means that the family is cancelled.
 */
final class DryRun {

    static final String NAME = "dry_run";
    static final String MEANS = "true says what would be deleted, false deletes it";

    private DryRun() {}

    /**
     * @param value the parameter; null if it was not given
     * @return whether nothing is to be done
     */
    static boolean of(String value) {
        Check.that("true".equals(value) || "false".equals(value), NAME, value, MEANS);
        return value.equals("true");
    }
}
