package io.learngene.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The words that a method adds to the shared language: its requests, its kinds of jobs, results and origins, each class named by its
 * {@link JsonTypeName}, its initial models and its scores. Found by {@link ServiceLoader}, one line in {@code META-INF/services/io.learngene.contracts.Vocabulary} each.
 */
public interface Vocabulary {

    /** {@return what a person can ask the method for} */
    default List<Class<? extends MethodRequest>> requests() {
        return List.of();
    }

    /** {@return kinds of jobs, each with who takes them; each has a topic of its own} */
    default Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of();
    }

    /** {@return kinds of manifests that finished jobs leave} */
    default List<Class<? extends JobResult>> results() {
        return List.of();
    }

    /** {@return places that first weights come from} */
    default List<Class<? extends Origin>> origins() {
        return List.of();
    }

    /** {@return recipes of models before their training} */
    default List<Class<? extends InitialModel>> initialModels() {
        return List.of();
    }

    /** {@return what its models are judged by, beside the scores of classifiers} */
    default List<Score> scores() {
        return List.of();
    }

    /** {@return every vocabulary on the class path} */
    static List<Vocabulary> all() {
        return ServiceLoader.load(Vocabulary.class, Vocabulary.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /**
     * {@return all kinds of jobs that are known here, in alphabetical order, and who takes them}
     *
     * @throws IllegalStateException if two vocabularies give one name
     */
    static Map<String, Role> kinds() {
        return Kinds.ALL;
    }

    /**
     * @param kind kind of job
     * @return who takes it
     * @throws IllegalArgumentException if no vocabulary has it
     */
    static Role role(String kind) {
        Role role = kinds().get(kind);
        if (role == null) {
            throw new IllegalArgumentException("no method has a job '" + kind + "'");
        }
        return role;
    }

    /**
     * @param name name of a score
     * @return what it says
     * @throws InvalidFieldException if no vocabulary has it: nobody could tell which of two values is better
     */
    static Score score(String name) {
        return findScore(name)
                .orElseThrow(() -> new InvalidFieldException(
                        "headline",
                        name,
                        "known here: " + KnownScores.ALL.keySet() + "; another needs the version that has its method"));
    }

    /**
     * @param name name of a score
     * @return what it says; empty if no vocabulary has it
     */
    static Optional<Score> findScore(String name) {
        return Optional.ofNullable(KnownScores.ALL.get(name));
    }
}
