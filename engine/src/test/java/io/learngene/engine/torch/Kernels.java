package io.learngene.engine.torch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.recipe.Precision;
import java.util.Arrays;
import java.util.List;

/** The kernels that a network computes with. A class of tests that takes them as its parameter runs whole on each. */
public enum Kernels {
    /** Those of an x86 processor. */
    PROCESSOR,
    /** Those of any device. */
    PORTABLE;

    /** {@return those that are here: both on an x86 processor} */
    public static List<Kernels> here() {
        return Arrays.stream(values()).filter(Kernels::isHere).toList();
    }

    private boolean isHere() {
        return this == PORTABLE || TestTorch.torch().oneDnn(Precision.FP32);
    }

    /** {@return the runtime with them, on one thread; where they are not, the test is skipped} */
    public Torch torch() {
        return with(TestTorch.torch());
    }

    /** {@return the runtime with them, on all cores; where they are not, the test is skipped} */
    public Torch onAllCores() {
        return with(TestTorch.onAllCores());
    }

    private Torch with(Torch torch) {
        assumeTrue(isHere(), "no x86 processor");
        return this == PORTABLE ? torch.portable() : torch;
    }
}
