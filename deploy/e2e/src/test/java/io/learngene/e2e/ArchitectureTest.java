package io.learngene.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.learngene.stack.Repository;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which way dependencies point, over all modules. */
class ArchitectureTest {

    /**
     * Every package by itself, roots too, which a pattern such as {@code io.learngene.(*).(*)..} passes over. Only the root of the
     * contracts is left out: it holds what its packages check their fields with, and the list of their words.
     */
    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            String name = javaClass.getPackageName();
            return name.equals("io.learngene.contracts") ? SliceIdentifier.ignore() : SliceIdentifier.of(name);
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        List<Path> modules = Stream.of(
                        "contracts",
                        "engine",
                        "service-runtime",
                        "worker-runtime",
                        "distiller-service",
                        "methods",
                        "expander-service",
                        "tuner-service",
                        "gateway",
                        "deploy/stack",
                        "deploy/local")
                .map(module -> Repository.root().resolve(module).resolve("target/classes"))
                .toList();
        assertThat(modules).allSatisfy(folder -> assertThat(folder).isDirectory());
        classes = new ClassFileImporter().importPaths(modules);
        assertThat(classes.size()).isGreaterThan(200);
    }

    @Test
    void dependenciesBetweenModulesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("contracts")
                .definedBy("io.learngene.contracts..")
                .layer("engine")
                .definedBy("io.learngene.engine..")
                .layer("service-runtime")
                .definedBy("io.learngene.runtime..")
                .layer("worker-runtime")
                .definedBy("io.learngene.worker..")
                .layer("methods")
                .definedBy("io.learngene.method..")
                .layer("distiller")
                .definedBy("io.learngene.distiller..")
                .layer("expander")
                .definedBy("io.learngene.expander..")
                .layer("tuner")
                .definedBy("io.learngene.tuner..")
                .layer("gateway")
                .definedBy("io.learngene.gateway..")
                .layer("stack")
                .definedBy("io.learngene.stack..")
                .layer("local")
                .definedBy("io.learngene.local..")
                .whereLayer("contracts")
                .mayNotAccessAnyLayer()
                .whereLayer("engine")
                .mayOnlyAccessLayers("contracts")
                .whereLayer("service-runtime")
                .mayOnlyAccessLayers("contracts")
                .whereLayer("worker-runtime")
                .mayOnlyAccessLayers("contracts", "engine", "service-runtime")
                .whereLayer("methods")
                .mayOnlyAccessLayers("contracts", "engine", "service-runtime", "worker-runtime")
                .whereLayer("distiller")
                .mayOnlyAccessLayers("contracts", "service-runtime", "worker-runtime", "methods")
                .whereLayer("expander")
                .mayOnlyAccessLayers("contracts", "service-runtime", "worker-runtime", "methods")
                .whereLayer("tuner")
                .mayOnlyAccessLayers("contracts", "service-runtime", "worker-runtime", "methods")
                .whereLayer("gateway")
                .mayOnlyAccessLayers("contracts", "engine", "service-runtime", "methods")
                .whereLayer("stack")
                .mayNotAccessAnyLayer()
                .whereLayer("local")
                .mayOnlyAccessLayers("contracts", "engine", "service-runtime", "stack")
                .check(classes);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(classes);
    }

    /** What a test could not set would make it wait. */
    @Test
    void timeComesFromAnInstantSource() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.learngene.local..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(classes);
    }

    /** In Turkish an i is no capital I, in Arabic a 1 is another character: in names, keys and figures both are wrong. */
    @Test
    void nobodyAsksForTheLanguageOfTheMachine() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(PrintStream.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(PrintStream.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
                .orShould()
                .callMethod(Locale.class, "getDefault")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.text.Format.class)
                .because("Locale.ROOT is given instead")
                .check(classes);
    }

    @Test
    void aMethodIsOneFolderThatNobodyElseNames() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.learngene.method..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.learngene.method.*..")
                        // No method: it asks all of them, by what they say of themselves.
                        .and(DescribedPredicate.not(resideInAPackage("io.learngene.method.comparison.."))))
                .check(classes);
        slices().matching("io.learngene.method.(*)..")
                .should()
                .notDependOnEachOther()
                // What several ask of an ancestor stands once, and so does what learngenes of factors have in common.
                .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage("io.learngene.method.answers.."))
                .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage("io.learngene.method.factors.."))
                .check(classes);
    }

    /** Requests, jobs, learngenes and first weights are a method's; what all share is open. */
    @Test
    void theSharedLanguageHasNoWordOfOneMethod() {
        for (String open : List.of(
                "Vocabulary", "family.MethodRequest", "job.JobSpec", "artefact.Learngene", "artefact.InitialModel")) {
            noClasses()
                    .that()
                    .resideInAnyPackage("io.learngene.contracts..", "io.learngene.engine..", "io.learngene.gateway..")
                    .should()
                    .implement("io.learngene.contracts." + open)
                    .check(classes);
        }
    }

    @Test
    void gatewayRunsWithoutPyTorch() {
        noClasses()
                .that()
                .resideInAnyPackage("io.learngene.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.learngene.engine.torch..", "io.learngene.engine.training..", "ai.djl..")
                .check(classes);
    }

    /** The gateway streams what they answer. */
    @Test
    void initialisersRunWithoutPyTorchAndWithoutAWorker() {
        classes()
                .that()
                .implement("io.learngene.method.Initialiser")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages(
                        "io.learngene.engine.torch..",
                        "io.learngene.engine.network..",
                        "io.learngene.engine.training..",
                        "io.learngene.worker..",
                        "ai.djl.."))
                .check(classes);
    }

    /** How first weights are made is their origin's matter. */
    @Test
    void downloadsKnowNoWayToMakeWeights() {
        noClasses()
                .that()
                .resideInAPackage("io.learngene.gateway.transfer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.learngene.engine.expansion..")
                .check(classes);
    }

    @Test
    void onlyTheEngineKnowsDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.learngene.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(classes);
    }

    @Test
    void onlyTheStoreKnowsItsClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.learngene.runtime.store..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.minio..")
                .check(classes);
    }
}
