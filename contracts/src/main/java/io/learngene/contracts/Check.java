package io.learngene.contracts;

import java.util.regex.Pattern;

/** The checks that the records share. Every failure is an {@link InvalidFieldException}. */
public final class Check {

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?");
    private static final Pattern POOL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,29}[a-z0-9])?");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Check() {}

    /**
     * @param condition what has to hold
     * @param field the field it is about
     * @param value its value
     * @param remedy what to give instead
     */
    public static void that(boolean condition, String field, Object value, String remedy) {
        if (!condition) {
            throw new InvalidFieldException(field, value, remedy);
        }
    }

    /**
     * @param <T> the type of the value
     * @param field the field
     * @param value its value
     * @return the value, never null
     */
    public static <T> T present(String field, T value) {
        that(value != null, field, null, "it is required");
        return value;
    }

    /**
     * @param field the field
     * @param value its value, null is let through
     * @param min smallest legal value
     * @param max largest legal value
     */
    public static void range(String field, Integer value, int min, int max) {
        that(
                value == null || value >= min && value <= max,
                field,
                value,
                "give a whole number from " + min + " to " + max);
    }

    /**
     * @param field the field
     * @param value its value, null is let through
     * @param min smallest legal value
     * @param max largest legal value
     */
    public static void range(String field, Double value, double min, double max) {
        that(value == null || value >= min && value <= max, field, value, "give a number from " + min + " to " + max);
    }

    /**
     * A name that is safe as a path segment, a Kafka key and a label: lower case letters, digits, dots, dashes and
     * underscores, no two dots in a row, at most 63 characters.
     *
     * @param field the field
     * @param value its value
     * @return the value
     */
    public static String name(String field, String value) {
        present(field, value);
        that(
                NAME.matcher(value).matches() && !value.contains(".."),
                field,
                value,
                "use 1 to 63 lower case letters, digits, '.', '_' or '-', beginning and ending with a letter or digit");
        return value;
    }

    /**
     * @param field the field
     * @param value name of a pool of workers, null is let through: part of a topic's name, and a label of metrics
     */
    public static void pool(String field, String value) {
        that(
                value == null || POOL.matcher(value).matches(),
                field,
                value,
                "use 1 to 31 lower case letters, digits or '-', beginning and ending with a letter or digit");
    }

    /**
     * @param field the field
     * @param value lower case hexadecimal SHA-256
     * @return the value
     */
    public static String sha256(String field, String value) {
        present(field, value);
        that(SHA256.matcher(value).matches(), field, value, "give 64 lower case hexadecimal digits");
        return value;
    }
}
