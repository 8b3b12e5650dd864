package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.Role;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every method owes, whichever it is. */
class MethodContractTest {

    @TempDir
    Path folder;

    static List<Method> methods() {
        return Methods.all();
    }

    @Test
    void noTwoMethodsHaveOneName() {
        // When
        List<String> names = methods().stream().map(Method::name).toList();

        // Then
        assertThat(names).doesNotHaveDuplicates().contains("sws", "tune", "growth");
    }

    @Test
    void everyKindOfJobHasExactlyOneHandlerInTheServiceOfItsRole() {
        // When
        List<String> kinds = Arrays.stream(Role.values())
                .flatMap(role -> Methods.handlers(role, TestWorkshop.in(folder)).stream())
                .map(handler -> handler.type().getAnnotation(JsonTypeName.class).value())
                .toList();

        // Then
        assertThat(kinds)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Vocabulary.kinds().keySet());
    }

    @Test
    void everyOriginHasExactlyOneInitialiser() {
        // When
        List<Class<?>> origins = methods().stream()
                .flatMap(method -> method.initialisers().stream())
                .<Class<?>>map(Initialiser::origin)
                .toList();

        // Then
        Set<Class<? extends Origin>> words = Vocabulary.all().stream()
                .flatMap(vocabulary -> vocabulary.origins().stream())
                .collect(Collectors.toSet());
        assertThat(origins).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(words);
    }

    @Test
    void everyRequestIsTakenInACollectionOfItsOwn() {
        // When
        List<String> collections =
                Methods.intakes().stream().map(Intake::collection).toList();

        // Then
        Set<Class<? extends MethodRequest>> words = Vocabulary.all().stream()
                .flatMap(vocabulary -> vocabulary.requests().stream())
                .collect(Collectors.toSet());
        assertThat(collections).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+s"));
        assertThat(Methods.intakes().stream().<Class<?>>map(Intake::type)).containsExactlyInAnyOrderElementsOf(words);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void requestIsNamedAsItsMethod(Method method) {
        // When
        Stream<String> named = method.intake().stream()
                .map(intake -> intake.type().getAnnotation(JsonTypeName.class).value());

        // Then
        assertThat(named).allMatch(method.name()::equals);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void methodKeepsToItsOwnPackage(Method method) {
        // When
        Set<String> packages = new TreeSet<>();
        method.handlers(TestWorkshop.in(folder))
                .forEach(h -> packages.add(h.getClass().getPackageName()));
        method.initialisers().forEach(i -> packages.add(i.getClass().getPackageName()));
        method.intake().ifPresent(i -> packages.add(i.getClass().getPackageName()));
        method.continuations().forEach(c -> packages.add(c.getClass().getPackageName()));
        method.initialModels().forEach(m -> packages.add(m.getPackageName()));

        // Then
        assertThat(packages).allMatch(method.getClass().getPackageName()::equals);
    }
}
