package io.learngene.worker;

import io.learngene.engine.torch.Torch;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** PyTorch, loaded with the first job: an idle worker stays small. */
@ApplicationScoped
public class TorchRuntime {

    private final String device;
    private final int threads;
    private Torch torch;

    /**
     * @param device {@code cpu}, or {@code cuda:0} and so on
     * @param threads threads of the processor; 0 for as many as it has cores
     */
    public TorchRuntime(
            @ConfigProperty(name = "foundry.torch.device", defaultValue = "cpu") String device,
            @ConfigProperty(name = "foundry.torch.threads", defaultValue = "0") int threads) {
        this.device = device;
        this.threads = threads;
    }

    /** {@return PyTorch on the configured device} */
    public synchronized Torch get() {
        if (torch == null) {
            torch = Torch.of(device, threads);
        }
        return torch;
    }
}
