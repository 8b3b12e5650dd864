package io.learngene.gateway.access;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.project.Project;
import io.learngene.runtime.store.ArtefactStore;
import java.util.stream.Stream;

/** Which projects have something in the store. */
public final class StoredProjects {

    private StoredProjects() {}

    /**
     * @param store the store
     * @return the default project, and all that have a folder; a folder that no project can have is nobody's
     */
    public static Stream<Project> in(ArtefactStore store) {
        return Stream.concat(
                Stream.of(Project.DEFAULT),
                store.folders(Project.FOLDERS).stream().flatMap(StoredProjects::project));
    }

    private static Stream<Project> project(String folder) {
        try {
            return Stream.of(new Project(folder)).filter(project -> !project.equals(Project.DEFAULT));
        } catch (InvalidFieldException e) {
            return Stream.empty();
        }
    }
}
