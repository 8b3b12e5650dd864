package io.learngene.engine.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor in the host's memory; equal to another of the same type, shape and bytes.
 *
 * @param type element type
 * @param shape sizes; empty for a scalar
 * @param data elements in row-major order, little endian, from position 0 to the limit; read-only by convention
 */
public record Tensor(DType type, List<Long> shape, ByteBuffer data) {

    public Tensor {
        shape = List.copyOf(shape);
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        long bytes = type.bytes();
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("shape " + shape + " has a negative size");
            }
            bytes = Math.multiplyExact(bytes, size);
        }
        if (bytes != data.remaining()) {
            throw new IllegalArgumentException(
                    "a tensor " + type + " " + shape + " has " + bytes + " bytes, not " + data.remaining());
        }
    }

    /**
     * @param shape sizes
     * @param values elements
     * @return the F32 tensor
     */
    public static Tensor ofFloats(List<Long> shape, float[] values) {
        ByteBuffer data =
                ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new Tensor(DType.F32, shape, data);
    }

    /**
     * @param shape sizes
     * @param values elements
     * @return the I64 tensor
     */
    public static Tensor ofLongs(List<Long> shape, long[] values) {
        ByteBuffer data =
                ByteBuffer.allocate(Math.multiplyExact(8, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return new Tensor(DType.I64, shape, data);
    }

    /**
     * @param shape sizes
     * @param values elements
     * @return the I32 tensor
     */
    public static Tensor ofInts(List<Long> shape, int[] values) {
        ByteBuffer data =
                ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(values);
        return new Tensor(DType.I32, shape, data);
    }

    /** {@return number of elements} */
    public long elements() {
        return data.limit() / type.bytes();
    }

    /**
     * @return the elements, half precision widened exactly
     * @throws IllegalStateException if no weights are of their type
     */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(elements())];
        if (type == DType.F32) {
            data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = floatAt(i);
        }
        return values;
    }

    /**
     * @param index position in row-major order
     * @return the element, half precision widened exactly
     * @throws IllegalStateException if no weights are of its type
     */
    public float floatAt(int index) {
        return switch (type) {
            case F32 -> data.getFloat(4 * index);
            case BF16 -> Float.intBitsToFloat(data.getShort(2 * index) << 16);
            case F16 -> widen(data.getShort(2 * index));
            default -> throw new IllegalStateException("a tensor of " + type + " holds no weights");
        };
    }

    /**
     * @param index number of a part
     * @param parts how many there are, as long as each other, one after the other along the first axis
     * @return the part, over the same memory
     */
    public Tensor part(int index, int parts) {
        int bytes = data.limit() / parts;
        List<Long> part = new ArrayList<>(shape);
        part.set(0, shape.get(0) / parts);
        return new Tensor(type, part, data.slice(index * bytes, bytes));
    }

    /** IEEE 754 binary16 to binary32; Java has it built in only from 20 on. */
    private static float widen(short half) {
        int exponent = (half >>> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        float magnitude = exponent == 0
                ? mantissa * 0x1p-24f
                : exponent == 31
                        ? (mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                        : Float.intBitsToFloat((exponent + 112) << 23 | mantissa << 13);
        return half < 0 ? -magnitude : magnitude;
    }
}
