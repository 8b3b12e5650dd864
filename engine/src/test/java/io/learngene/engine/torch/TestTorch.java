package io.learngene.engine.torch;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.shape.NetworkSpec;

/** Where the tests compute: on the processor, or where {@code -Dfoundry.torch.device=cuda:0} says. */
public final class TestTorch {

    private TestTorch() {}

    /** {@return whether the same step gives the same bits; on a GPU the gradients of convolutions do not} */
    public static boolean repeats(NetworkSpec spec) {
        return torch().device().equals("cpu") || spec.architecture() instanceof VitArchitecture;
    }

    /** {@return the runtime} */
    public static Torch torch() {
        return Torch.of(System.getProperty("foundry.torch.device", "cpu"), 0);
    }
}
