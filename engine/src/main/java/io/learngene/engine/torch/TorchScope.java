package io.learngene.engine.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The tensors of some calls; closing it releases them all. One thread only. */
public final class TorchScope implements AutoCloseable {

    private final NDManager manager;
    private final Device device;

    TorchScope(NDManager manager, Device device) {
        this.manager = manager;
        this.device = device;
    }

    /**
     * A tensor on the device over the memory of a direct buffer, without a copy on the processor: the buffer has to
     * stay untouched until the scope is closed.
     *
     * @param data direct buffer in native order, from position to limit
     * @param type element type
     * @param shape sizes
     * @return the tensor
     */
    public NDArray over(ByteBuffer data, DataType type, long... shape) {
        if (!data.isDirect()) {
            throw new IllegalArgumentException("the buffer is not direct: allocate it with ByteBuffer.allocateDirect");
        }
        try {
            return manager.create(data.slice().order(ByteOrder.nativeOrder()), new Shape(shape), type);
        } catch (EngineException e) {
            throw OutOfDeviceMemoryException.of(Torch.name(device), e);
        }
    }

    /**
     * A tensor on the device with memory of its own.
     *
     * @param data elements, little endian, from position to limit; not changed
     * @param type element type
     * @param shape sizes
     * @return the tensor
     */
    public NDArray copyOf(ByteBuffer data, DataType type, List<Long> shape) {
        Shape sizes = new Shape(shape.stream().mapToLong(Long::longValue).toArray());
        NDArray host = manager.create(sizes, type, Device.cpu());
        if (sizes.size() > 0) {
            // Into PyTorch's own memory: no second direct buffer, which would count against the heap's limit.
            host.toByteBuffer(true).put(data.duplicate());
        }
        try {
            return host.toDevice(device, false);
        } catch (EngineException e) {
            throw OutOfDeviceMemoryException.of(Torch.name(device), e);
        }
    }

    /**
     * Numbers that a program reads itself; they stay in the processor's memory on every device.
     *
     * @param values the numbers
     * @return the tensor [n], float64
     */
    public NDArray numbers(double... values) {
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            NDArray array = host.create(values);
            array.attach(manager);
            return array;
        }
    }

    /**
     * @param values whole numbers
     * @return the tensor [n], int64, on the device
     */
    public NDArray integers(long... values) {
        return manager.create(values);
    }

    /** {@return an empty tensor [0], float32: an argument that is not given} */
    public NDArray none() {
        return manager.create(new Shape(0));
    }

    /**
     * @param tensor any tensor
     * @return its elements, little endian, in memory of the heap
     */
    public ByteBuffer read(NDArray tensor) {
        ByteBuffer copy = ByteBuffer.allocate(
                Math.toIntExact(tensor.size() * tensor.getDataType().getNumOfBytes()));
        if (copy.hasRemaining()) {
            copy.put(tensor.toByteBuffer(true)).flip();
        }
        return copy.order(ByteOrder.LITTLE_ENDIAN);
    }

    NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        manager.close();
    }
}
