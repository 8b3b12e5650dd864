package io.learngene.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** The arrows between the engine's packages, and what the engine may know. */
@AnalyzeClasses(packages = "io.learngene.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Every package by itself, the root too, which a pattern such as {@code io.learngene.engine.(*)..} passes over. */
    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    /** Packages that are plain Java: the gateway and the command line use them without any native library. */
    private static final String[] PURE = {
        "..engine.tensor..",
        "..engine.safetensors..",
        "..engine.random..",
        "..engine.shape..",
        "..engine.expansion..",
        "..engine.augmentation..",
        "..engine.data..",
        "..engine.model..",
        "..engine.onnx.."
    };

    @ArchTest
    static final ArchRule noCycles = slices().assignedFrom(PACKAGES).should().beFreeOfCycles();

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
    static final ArchRule purePackagesNeedNoTorch = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "..engine.torch..", "..engine.network..", "..engine.training..");

    @ArchTest
    static final ArchRule nothingLiesInTheRoot =
            noClasses().should().resideInAPackage("io.learngene.engine").allowEmptyShould(true);

    @ArchTest
    static final ArchRule filesNeedNothingButTensors = noClasses()
            .that()
            .resideInAPackage("..engine.safetensors..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..engine.data..",
                    "..engine.shape..",
                    "..engine.expansion..",
                    "..engine.model..",
                    "..engine.random..");

    @ArchTest
    static final ArchRule tensorsStandAlone = noClasses()
            .that()
            .resideInAPackage("..engine.tensor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..engine.safetensors..", "..engine.shape..", "..engine.expansion..");

    @ArchTest
    static final ArchRule imagesKnowNeitherArchivesNorBatches = noClasses()
            .that()
            .resideInAPackage("..engine.data.images..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..engine.data.archive..", "..engine.data.batch..");

    @ArchTest
    static final ArchRule nobodyNeedsTheTraining = noClasses()
            .that()
            .resideOutsideOfPackage("..engine.training..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..engine.training..");
}
