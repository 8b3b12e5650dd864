package io.learngene.engine.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A loaded TorchScript module with its state in native memory. Not for several threads at once; different modules may
 * run in different threads.
 */
public final class TorchModule implements AutoCloseable {

    /** What a method computes besides its result. */
    public enum Mode {
        /** Nothing: inference mode. What it returns can take no part in a later gradient. */
        INFERENCE,
        /** Graphs for gradients. */
        AUTOGRAD
    }

    private final Torch torch;
    private final NDManager manager;
    private final PtSymbolBlock block;

    private TorchModule(Torch torch, NDManager manager, PtSymbolBlock block) {
        this.torch = torch;
        this.manager = manager;
        this.block = block;
    }

    /**
     * @param torch where it runs
     * @param archive the program
     * @return the module
     * @throws EngineException if the program is not valid TorchScript
     */
    public static TorchModule load(Torch torch, ModuleArchive archive) {
        torch.prepareThread();
        NDManager manager = torch.newManager();
        try {
            ByteArrayInputStream bytes = new ByteArrayInputStream(archive.toBytes());
            return new TorchModule(torch, manager, JniUtils.loadModule((PtNDManager) manager, bytes, true, false));
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException("an archive in memory cannot fail", e);
        } catch (EngineException e) {
            manager.close();
            throw OutOfDeviceMemoryException.of(torch.device(), e);
        }
    }

    /**
     * Loads a file of somebody else. Its author's code may run from now on, with the rights of this process: ask whoever operates it
     * first.
     *
     * @param torch where it runs
     * @param file TorchScript archive
     * @return the module, in evaluation mode
     * @throws EngineException if it is not valid TorchScript
     * @throws OutOfDeviceMemoryException if the device's memory does not suffice
     */
    public static TorchModule load(Torch torch, Path file) {
        torch.prepareThread();
        NDManager manager = torch.newManager();
        try {
            String[] none = {};
            PtSymbolBlock block = JniUtils.loadModule((PtNDManager) manager, file, true, none, none, false);
            TorchModule module = new TorchModule(torch, manager, block);
            JniUtils.enableInferenceMode(block);
            return module;
        } catch (EngineException e) {
            manager.close();
            throw OutOfDeviceMemoryException.of(torch.device(), e);
        }
    }

    /** {@return where it runs} */
    public Torch torch() {
        return torch;
    }

    /**
     * Calls a method.
     *
     * @param scope owner of the result
     * @param mode with or without graphs
     * @param method name of the method
     * @param arguments for every parameter in order an {@link NDArray} (Tensor) or an {@link NDList} that is not empty
     *     (List[Tensor])
     * @return the tensors that the method returns
     * @throws OutOfDeviceMemoryException if the device's memory does not suffice
     */
    public NDList call(TorchScope scope, Mode mode, String method, Object... arguments) {
        torch.prepareThread();
        NDList inputs = new NDList();
        // DJL reads the method's name from a tensor's name, lists from the suffix [], and gives the result to the
        // owner of the first tensor.
        NDArray name = scope.none();
        name.setName("module_method:" + method);
        inputs.add(name);
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof NDList list) {
                if (list.isEmpty()) {
                    throw new IllegalArgumentException("argument " + i + " of " + method + " is an empty list");
                }
                for (NDArray tensor : list) {
                    tensor.setName("argument" + i + "[]");
                    inputs.add(tensor);
                }
            } else {
                NDArray tensor = (NDArray) arguments[i];
                tensor.setName(null);
                inputs.add(tensor);
            }
        }
        try {
            return IValueUtils.forward(block, inputs, mode == Mode.AUTOGRAD);
        } catch (EngineException e) {
            throw OutOfDeviceMemoryException.of(torch.device(), e);
        }
    }

    /** Frees the module's memory, and gives what a GPU keeps for later back to other processes. */
    @Override
    public void close() {
        block.close();
        manager.close();
        torch.giveMemoryBack();
    }
}
