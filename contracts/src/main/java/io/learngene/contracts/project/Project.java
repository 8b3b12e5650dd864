package io.learngene.contracts.project;

import io.learngene.contracts.Check;
import java.util.regex.Pattern;

/**
 * A tenant. What belongs to one says so in its id, {@code project~name}; what says nothing belongs to {@link #DEFAULT}, as everything did
 * before there were projects. No name has a {@code ~}, so that an id can be read in one way only.
 *
 * @param name lower case letters, digits and dashes, at most 40
 */
public record Project(String name) {

    /** Where the projects lie in the store, each in a folder of its name; the default one lies beside it. */
    public static final String FOLDERS = "projects/";

    private static final char MARK = '~';
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?");

    /** Of everything that names no project. */
    public static final Project DEFAULT = new Project("default");

    public Project {
        Check.present("project", name);
        Check.that(
                NAME.matcher(name).matches(),
                "project",
                name,
                "use 1 to 40 lower case letters, digits or '-', beginning and ending with a letter or digit");
    }

    /**
     * Checks an id: a name, and the project that it is in.
     *
     * @param field the field
     * @param id its value
     * @return the id
     * @throws io.learngene.contracts.InvalidFieldException if it is none; {@code default~name} is none, because it would be a second id
     *     of the same
     */
    public static String checkId(String field, String id) {
        Check.present(field, id);
        int mark = id.indexOf(MARK);
        if (mark >= 0) {
            Check.that(
                    NAME.matcher(id.substring(0, mark)).matches() && !id.startsWith(DEFAULT.name + MARK),
                    field,
                    id,
                    "before the ~ stands a project: 1 to 40 lower case letters, digits or '-', and not "
                            + DEFAULT.name);
        }
        Check.name(field, id.substring(mark + 1));
        return id;
    }

    /**
     * Says whose an id is, also of one that is not valid, which then belongs to nobody that has a key.
     *
     * @param id an id, or the id of a job, {@code id/path}
     * @return the project's name
     */
    public static String nameOf(String id) {
        int mark = id.indexOf(MARK);
        int slash = id.indexOf('/');
        return mark < 0 || slash >= 0 && slash < mark ? DEFAULT.name : id.substring(0, mark);
    }

    /**
     * @param id a valid id, or that of a job
     * @return whose it is
     */
    public static Project of(String id) {
        return new Project(nameOf(id));
    }

    /**
     * @param id an id, or the id of a job
     * @return whether it is this project's
     */
    public boolean owns(String id) {
        return nameOf(id).equals(name);
    }

    /**
     * @param local a name in this project
     * @return its id
     */
    public String id(String local) {
        return equals(DEFAULT) ? local : name + MARK + local;
    }

    /**
     * @param id an id of this project, or that of a job
     * @return the name in it
     */
    public String local(String id) {
        return equals(DEFAULT) ? id : id.substring(name.length() + 1);
    }

    /** {@return the prefix of all that it has in the store: empty, or ending with a slash} */
    public String folder() {
        return equals(DEFAULT) ? "" : FOLDERS + name + "/";
    }

    @Override
    public String toString() {
        return name;
    }
}
