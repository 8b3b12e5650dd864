package io.learngene.engine.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.learngene.contracts.recipe.Precision;
import java.util.Set;

/**
 * PyTorch on one device with a number of threads. Holds no native memory itself, so it needs no closing.
 *
 * <p>Every thread that computes prepares itself: the graph optimiser is switched off, which is faster here and smaller,
 * and which reduced precision needs; the number of threads is per thread in OpenMP.
 */
public final class Torch {

    private static final String ENGINE = "PyTorch";
    private static final boolean X86 = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

    private final Device device;
    private final int threads;
    private final boolean oneDnn;

    private Torch(Device device, int threads, boolean oneDnn) {
        this.device = device;
        this.threads = threads;
        this.oneDnn = oneDnn;
    }

    /** {@return the same as it is on a processor of another kind, where the operators of oneDNN are not} */
    Torch portable() {
        return new Torch(device, threads, false);
    }

    /**
     * The processor with all its cores.
     *
     * @return the runtime
     * @throws TorchUnavailableException if the native library cannot be loaded
     */
    public static Torch cpu() {
        return of("cpu", 0);
    }

    /**
     * @param device {@code cpu}, or {@code cuda:0} and so on
     * @param threads threads of one operation on the processor; 0 takes all cores
     * @return the runtime
     * @throws IllegalArgumentException if the name is none of a device, or the machine has no such device
     * @throws TorchUnavailableException if the native library cannot be loaded
     */
    public static Torch of(String device, int threads) {
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException("threads: " + threads + ": give 1 to 1024, or 0 for all cores");
        }
        boolean cuda = device.matches("cuda:\\d{1,3}");
        if (!cuda && !device.equals("cpu")) {
            throw new IllegalArgumentException("device: '" + device + "': give cpu, or cuda:0, cuda:1, ...");
        }
        Engine engine = load();
        Device chosen = cuda ? Device.gpu(Integer.parseInt(device.substring(5))) : Device.cpu();
        if (cuda && chosen.getDeviceId() >= engine.getGpuCount()) {
            throw new IllegalArgumentException("device: '" + device + "': PyTorch sees " + engine.getGpuCount()
                    + " CUDA devices here; take cpu, or a libtorch with CUDA (PYTORCH_LIBRARY_PATH, PYTORCH_FLAVOR)");
        }
        return new Torch(chosen, threads == 0 ? Runtime.getRuntime().availableProcessors() : threads, !cuda && X86);
    }

    /** {@return threads of one operation on the processor} */
    public int threads() {
        return threads;
    }

    /** {@return {@code cpu} or {@code cuda:0} and so on} */
    public String device() {
        return name(device);
    }

    static String name(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /** {@return version of the native library} */
    public String version() {
        return Engine.getEngine(ENGINE).getVersion();
    }

    /**
     * @param precision arithmetic of the passes
     * @return whether the device has instructions for it. Without them a processor computes it in software, many times slower
     *     than fp32; true where the system does not say
     */
    public boolean computes(Precision precision) {
        return device.isGpu() || ProcessorFeatures.compute(precision, true);
    }

    /**
     * @param precision arithmetic of the passes
     * @return whether PyTorch's operators of oneDNN work here: on x86 processors, of whose builds oneDNN is a part, in a precision
     *     that the processor is known to compute itself: the operators refuse others
     */
    public boolean oneDnn(Precision precision) {
        return oneDnn && ProcessorFeatures.compute(precision, precision == Precision.FP32);
    }

    /**
     * Opens a scope for the tensors of some calls.
     *
     * @return the scope; to be closed by the thread that opened it
     */
    public TorchScope scope() {
        prepareThread();
        return new TorchScope(newManager(), device);
    }

    NDManager newManager() {
        return NDManager.newBaseManager(device, ENGINE);
    }

    void giveMemoryBack() {
        if (device.isGpu()) {
            JniUtils.emptyCudaCache();
        }
    }

    void prepareThread() {
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(true);
        JniUtils.setNumThreads(threads);
    }

    private static synchronized Engine load() {
        // Never a download behind the user's back: the library is on the class path or in PYTORCH_LIBRARY_PATH.
        System.setProperty("ai.djl.offline", System.getProperty("ai.djl.offline", "true"));
        System.setProperty("OPT_OUT_TRACKING", System.getProperty("OPT_OUT_TRACKING", "true"));
        try {
            return Engine.getEngine(ENGINE);
        } catch (EngineException | IllegalArgumentException | IllegalStateException | LinkageError e) {
            throw new TorchUnavailableException(
                    "PyTorch's native library cannot be loaded (" + rootMessage(e)
                            + "). Put ai.djl.pytorch:pytorch-native-cpu for this system on the class path, or name a"
                            + " libtorch of the same version in PYTORCH_LIBRARY_PATH and PYTORCH_VERSION, and make"
                            + " DJL_CACHE_DIR a writable folder with 500 MB to spare.",
                    e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
