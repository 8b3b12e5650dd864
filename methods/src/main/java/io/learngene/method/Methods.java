package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.Role;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every method on the class path. */
public final class Methods {

    private static final List<Method> ALL = Vocabulary.all().stream()
            .filter(Method.class::isInstance)
            .map(Method.class::cast)
            .toList();

    private Methods() {}

    /** {@return all of them} */
    public static List<Method> all() {
        return ALL;
    }

    /**
     * @param role a service's role
     * @param workshop what the handlers work with
     * @return the handlers of that role's kinds of jobs
     */
    public static List<JobHandler<?>> handlers(Role role, Workshop workshop) {
        List<JobHandler<?>> handlers = new ArrayList<>();
        for (Method method : ALL) {
            method.handlers(workshop).stream()
                    .filter(handler -> Vocabulary.role(kind(handler)) == role)
                    .forEach(handlers::add);
        }
        return handlers;
    }

    private static String kind(JobHandler<?> handler) {
        return handler.type().getAnnotation(JsonTypeName.class).value();
    }

    /** {@return how requests are taken, of every method that takes any} */
    public static List<Intake<?>> intakes() {
        List<Intake<?>> intakes = new ArrayList<>();
        ALL.forEach(method -> method.intake().ifPresent(intakes::add));
        return intakes;
    }

    /**
     * @param collection path that requests are posted to
     * @return who takes them; empty if no method does
     */
    public static Optional<Intake<?>> intake(String collection) {
        return intakes().stream()
                .filter(intake -> intake.collection().equals(collection))
                .findFirst();
    }

    /**
     * @param collection path below a family or a learngene that requests for further work are posted to
     * @param family family that is worked on
     * @param shelves what there is in the store
     * @return who takes them; empty if no method has such work for what the family has
     */
    public static Optional<Continuation<?, ?>> continuation(String collection, String family, Shelves shelves) {
        return ALL.stream()
                .<Continuation<?, ?>>flatMap(method -> method.continuations().stream())
                .filter(each -> each.collection().equals(collection) && each.fits(family, shelves))
                .findFirst();
    }

    /**
     * @param name name of a method that makes learngenes; null in what was written when there was one: Stage-wise Weight Sharing
     * @return the method
     * @throws IllegalStateException if there is none of that name here
     */
    public static DistillingMethod distilling(String name) {
        String wanted = name == null ? "sws" : name;
        return ALL.stream()
                .filter(method -> method.name().equals(wanted) && method instanceof DistillingMethod)
                .map(DistillingMethod.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no method '" + wanted + "' makes learngenes here"));
    }

    /** {@return groups of models that families' own are compared with, of every method} */
    public static List<String> groups() {
        return ALL.stream()
                .flatMap(method -> method.groups().stream())
                .distinct()
                .toList();
    }

    /**
     * @param <R> a request's type
     * @param request a request
     * @return who takes it
     * @throws IllegalStateException if no method does
     */
    @SuppressWarnings("unchecked") // The type is compared.
    public static <R extends MethodRequest> Intake<R> intake(R request) {
        return (Intake<R>) intakes().stream()
                .filter(intake -> intake.type().equals(request.getClass()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no method takes " + request.getClass()));
    }

    /**
     * @param <O> an origin's type
     * @param origin where weights come from
     * @return who makes them
     * @throws IllegalStateException if no method does: an origin that nobody knows must not begin with random weights
     */
    @SuppressWarnings("unchecked") // The type is compared.
    public static <O extends Origin> Initialiser<O> initialiser(O origin) {
        for (Method method : ALL) {
            Optional<Initialiser<?>> found = method.initialisers().stream()
                    .filter(i -> i.origin().equals(origin.getClass()))
                    .findFirst();
            if (found.isPresent()) {
                return (Initialiser<O>) found.get();
            }
        }
        throw new IllegalStateException("no method makes weights from " + origin.getClass());
    }
}
