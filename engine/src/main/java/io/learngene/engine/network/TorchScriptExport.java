package io.learngene.engine.network;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a ViT as a TorchScript file: {@code forward} maps normalised images [B, 3, S, S] to logits [B, K]. Python loads it with
 * {@code torch.jit.load}, DJL and DJL Serving as a PyTorch model.
 */
public final class TorchScriptExport {

    private TorchScriptExport() {}

    /**
     * @param vit shape
     * @param weights all tensors by timm's names; F16 and BF16 are widened
     * @param out where the file goes; stays open
     * @throws WeightsException if the tensors do not fit
     * @throws IOException if it cannot be written
     */
    public static void write(VitArchitecture vit, Map<String, Tensor> weights, OutputStream out) throws IOException {
        StrictLoading.check(NetworkSpec.of(vit), weights);
        Map<String, Tensor> wide = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> wide.put(
                name, tensor.type() == DType.F32 ? tensor : Tensor.ofFloats(tensor.shape(), tensor.toFloats())));
        Program.forward(vit, wide).write(out);
    }
}
