package io.learngene.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between packages, and what of the engine a gateway may use. */
@AnalyzeClasses(packages = "io.learngene.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.learngene.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyNeedsTheResources = noClasses()
            .that()
            .resideOutsideOfPackage("..gateway.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..gateway.api..");

    @ArchTest
    static final ArchRule noNativeLibrary = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "io.learngene.engine.torch..", "io.learngene.engine.training..");

    @ArchTest
    static final ArchRule noWorker = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.learngene.distiller..",
                    "io.learngene.expander..",
                    "io.learngene.tuner..",
                    "io.learngene.worker..");
}
