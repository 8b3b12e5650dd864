package io.learngene.gateway.access;

import io.learngene.contracts.project.Project;
import java.util.Optional;

/**
 * What a caller may see: one project, or the whole installation. Whoever finds out who a caller is, by a key or otherwise, says it in the
 * caller; everything else asks here.
 *
 * @param only the project; empty for all
 */
public record Scope(Optional<Project> only) {

    /** Of the installation's operators, and of what the gateway does by itself. */
    public static final Scope ALL = new Scope(Optional.empty());

    /**
     * @param project a project
     * @return that one alone
     */
    public static Scope of(Project project) {
        return new Scope(Optional.of(project));
    }

    /**
     * @param id an id, or the id of a job, valid or not
     * @return whether the caller may know of it
     */
    public boolean sees(String id) {
        return only.map(project -> project.owns(id)).orElse(true);
    }

    /** {@return where that lies which the caller asks for: who sees all asks for the default project} */
    public Project home() {
        return only.orElse(Project.DEFAULT);
    }
}
