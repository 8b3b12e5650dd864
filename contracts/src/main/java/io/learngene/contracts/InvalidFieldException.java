package io.learngene.contracts;

import java.util.Objects;

/** A field holds a value that the contract refuses; the message names the field, the value and the remedy. */
public final class InvalidFieldException extends IllegalArgumentException implements Permanent {

    private final String field;
    private final String value;
    private final String remedy;

    /**
     * @param field the path of the field, for example {@code distillation.training.epochs}
     * @param value the value that was refused; long values are cut in the message
     * @param remedy what to give instead
     */
    public InvalidFieldException(String field, Object value, String remedy) {
        super(field + ": " + shown(value) + "; " + remedy);
        this.field = field;
        this.value = shown(value);
        this.remedy = remedy;
    }

    /**
     * The same complaint seen from one level further out.
     *
     * @param parent the path of the enclosing record
     * @return the exception with {@code parent} put before the field
     */
    public InvalidFieldException under(String parent) {
        // A record that stands for a bare value, or is refused as a whole, names itself by the field it is in.
        boolean named = field.isEmpty() || parent.equals(field) || parent.endsWith("." + field);
        String path = parent.isEmpty() || named
                ? (named ? parent : field)
                : parent + (field.startsWith("[") ? "" : ".") + field;
        return new InvalidFieldException(path, new Shown(value), remedy);
    }

    /** {@return the path of the field} */
    public String field() {
        return field;
    }

    /** {@return the refused value, cut to a readable length} */
    public String value() {
        return value;
    }

    /** {@return what to give instead} */
    public String remedy() {
        return remedy;
    }

    private static String shown(Object value) {
        if (value instanceof Shown shown) {
            return shown.text;
        }
        if (value == null) {
            return "missing";
        }
        String text = Objects.toString(value);
        String cut = text.length() <= 80 ? text : text.substring(0, 80) + "...";
        return value instanceof CharSequence ? "'" + cut + "'" : cut;
    }

    private record Shown(String text) {}
}
