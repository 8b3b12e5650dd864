package io.learngene.engine.safetensors;

import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where a tensor of a new model comes from: bytes of a stored file, or computed. Its type and shape are known before it is there, so
 * that a file can be announced with its length and made while it is sent.
 */
public sealed interface TensorSource {

    /** {@return element type} */
    DType type();

    /** {@return sizes} */
    List<Long> shape();

    /**
     * @return the tensor
     * @throws IOException if what it comes from cannot be read
     * @throws SafetensorsException if it is larger than 2 GiB
     */
    Tensor tensor() throws IOException;

    /** {@return its length in bytes} */
    default long length() {
        return shape().stream().reduce((long) type().bytes(), Math::multiplyExact);
    }

    /**
     * Bytes of a stored file, as they are.
     *
     * @param type element type
     * @param shape sizes
     * @param begin offset of its first byte in the file
     * @param file the file
     */
    record Range(DType type, List<Long> shape, long begin, RangeReader file) implements TensorSource {
        public Range {
            shape = List.copyOf(shape);
        }

        @Override
        public Tensor tensor() throws IOException {
            if (length() > Integer.MAX_VALUE) {
                throw new SafetensorsException("a tensor " + type + " " + shape + " has " + length()
                        + " bytes; single tensors of 2 GiB and more are not supported");
            }
            return new Tensor(type, shape, file.read(begin, (int) length()));
        }
    }

    /**
     * A tensor that is made when it is asked for, and again when it is asked for again.
     *
     * @param type element type
     * @param shape sizes
     * @param value makes it
     */
    record Computed(DType type, List<Long> shape, Supplier<Tensor> value) implements TensorSource {
        public Computed {
            shape = List.copyOf(shape);
        }

        /** @throws IllegalStateException if it is another than was announced */
        @Override
        public Tensor tensor() {
            Tensor tensor = value.get();
            if (tensor.type() != type || !tensor.shape().equals(shape)) {
                throw new IllegalStateException("a tensor " + type + " " + shape + " was announced, but "
                        + tensor.type() + " " + tensor.shape() + " was computed");
            }
            return tensor;
        }
    }

    /**
     * @param header header of a stored file
     * @param file the file
     * @return its tensors by name, in the order of their data
     */
    static Map<String, TensorSource> of(SafetensorsHeader header, RangeReader file) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        header.entries()
                .forEach((name, entry) ->
                        sources.put(name, new Range(entry.type(), entry.shape(), entry.begin(), file)));
        return sources;
    }

    /**
     * @param sources where tensors come from
     * @return the tensors, in the same order
     * @throws IOException if what they come from cannot be read
     */
    static Map<String, Tensor> tensors(Map<String, TensorSource> sources) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, TensorSource> source : sources.entrySet()) {
            tensors.put(source.getKey(), source.getValue().tensor());
        }
        return tensors;
    }
}
