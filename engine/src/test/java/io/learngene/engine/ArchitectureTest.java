package io.learngene.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the engine's packages, and what the engine may know. */
@AnalyzeClasses(packages = "io.learngene.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.learngene.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "jakarta..",
                    "org.apache.kafka..",
                    "io.minio..",
                    "io.learngene.runtime..",
                    "io.learngene.worker..",
                    "io.learngene.gateway..");

    @ArchTest
    static final ArchRule onlyTheNetworkSeesTheNativeLibrary = noClasses()
            .that()
            .resideOutsideOfPackages("..engine.torch..", "..engine.network..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..");

    @ArchTest
    static final ArchRule expansionNeedsNothingButTensorsAndFiles = noClasses()
            .that()
            .resideInAnyPackage("..engine.tensor..", "..engine.safetensors..", "..engine.expansion..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..engine.data..",
                    "..engine.torch..",
                    "..engine.network..",
                    "..engine.training..",
                    "..engine.model..");

    @ArchTest
    static final ArchRule tensorsStandAlone = noClasses()
            .that()
            .resideInAPackage("..engine.tensor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..engine.safetensors..", "..engine.expansion..");

    @ArchTest
    static final ArchRule dataKnowsNoNetwork = noClasses()
            .that()
            .resideInAPackage("..engine.data..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..engine.torch..", "..engine.network..", "..engine.training..", "..engine.model..");

    @ArchTest
    static final ArchRule nobodyNeedsTheTraining = noClasses()
            .that()
            .resideOutsideOfPackage("..engine.training..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..engine.training..");
}
