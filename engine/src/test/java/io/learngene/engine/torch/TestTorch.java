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

    /** {@return the runtime, on one thread: tensors of tests are small, and other tests run beside them} */
    public static Torch torch() {
        return torch(1);
    }

    /** {@return the runtime on all cores, as a worker has it} */
    public static Torch onAllCores() {
        return torch(0);
    }

    private static Torch torch(int threads) {
        return Torch.of(System.getProperty("foundry.torch.device", "cpu"), threads);
    }
}
