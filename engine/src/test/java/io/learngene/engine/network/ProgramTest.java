package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.shape.ModernVits;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.torch.Kernels;
import io.learngene.engine.torch.ModuleArchive;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.torch.TorchModule;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sonar.python.parser.PythonParser;

/** Every source is a whole Python module, and PyTorch's own loader takes every program. */
@ParameterizedClass
@EnumSource(Kernels.class)
class ProgramTest {

    private static final VitArchitecture VIT = new VitArchitecture(16, 4, 24, 3, 2, 5, null, null, null);

    private final Torch torch;

    ProgramTest(Kernels kernels) {
        torch = kernels.torch();
    }

    static List<Path> sources() throws IOException, URISyntaxException {
        Path folder = Path.of(Program.class.getResource("training.py").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".py")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void sourceIsAWholeModule(Path source) throws IOException {
        // Given
        String text = Files.readString(source);

        // When / Then
        assertThatCode(() -> PythonParser.create().parse(text)).doesNotThrowAnyException();
        assertThat(text).doesNotContain("\n    # ----");
    }

    static Stream<NetworkSpec> programs() {
        Stream<NetworkSpec> specs = Stream.concat(
                Stream.of(Pooling.values())
                        .map(p -> NetworkSpec.of(new VitArchitecture(16, 4, 24, 3, 2, 5, null, null, p))),
                Stream.of(NetworkSpec.of(new ResNetArchitecture(16, 5, List.of(1, 1), null, null, 8))));
        return specs;
    }

    @ParameterizedTest
    @MethodSource("programs")
    void trainingProgramIsTakenByPyTorch(NetworkSpec spec) {
        // Given
        ModuleArchive program = training(spec, StepExtension.NONE);

        // When / Then
        assertWhole(program);
    }

    private ModuleArchive training(NetworkSpec spec, StepExtension extension) {
        boolean factored = extension.fills(StepExtension.Place.MATERIALISE);
        List<ParameterGroup> groups =
                ParameterGroup.of(spec, Program.factors(spec, extension), LayerTraining.ALIKE, factored);
        return Program.training(
                spec, Precision.FP32, torch.oneDnn(Precision.FP32), 8, groups, LayerTraining.ALIKE, extension);
    }

    @Test
    void programWithAMethodsOwnPlacesIsTakenByPyTorch() {
        // Given
        NetworkSpec spec = NetworkSpec.of(Toy.VIT);
        ModuleArchive program = training(spec, Toy.all());

        // When / Then
        assertWhole(program);
        assertThat(program.sources().get("__torch__.places"))
                .contains("__torch__.toy.objective(")
                .contains("__torch__.toy.materialise(")
                .contains("__torch__.toy.direction(");
    }

    @Test
    void exportedProgramIsTakenByPyTorch() {
        // Given
        ModuleArchive program = Program.forward(VIT, RandomInitialisation.draw(NetworkSpec.of(VIT), 1));

        // When / Then
        assertWhole(program);
    }

    static Stream<ModernVitArchitecture> teachers() {
        return Stream.of(ModernVits.all(5), ModernVits.bare(5));
    }

    @ParameterizedTest
    @MethodSource("teachers")
    void programOfANetworkThatOnlyTeachesIsTakenByPyTorch(ModernVitArchitecture vit) {
        assertWhole(Program.teacher(vit, Precision.FP32, torch.oneDnn(Precision.FP32), 8));
    }

    @Test
    void whatStandsAroundForeignFilesIsTakenByPyTorch() {
        assertWhole(Program.aroundScripted());
    }

    private void assertWhole(ModuleArchive program) {
        program.sources().forEach((name, text) -> assertThatCode(
                        () -> PythonParser.create().parse(text))
                .as(name)
                .doesNotThrowAnyException());
        assertThatCode(() -> TorchModule.load(torch, program).close()).doesNotThrowAnyException();
    }
}
