package io.learngene.engine.onnx;

import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A constant tensor of a graph: floating point in float32, whole numbers as they are. Its elements are written one after the other,
 * so that a model whose tensors are mapped takes no heap.
 *
 * @param name name
 * @param tensor its values
 * @param transposed whether the matrix [out, in] is written as [in, out], which MatMul takes
 */
record Initializer(String name, Tensor tensor, boolean transposed) {

    private static final int CHUNK = 1 << 16;

    /** TensorProto without its data: dims 1, data_type 2 (FLOAT 1, INT64 7), name 8, doc_string 12. */
    Message header() {
        List<Long> shape = tensor.shape();
        Message header = new Message()
                .wholes(1, transposed ? List.of(shape.get(1), shape.get(0)) : shape)
                .whole(2, tensor.type() == DType.I64 ? 7 : 1)
                .text(8, name);
        return transposed ? header.text(12, "[in, out]: timm's, transposed") : header;
    }

    /** {@return bytes of its data} */
    long length() {
        return tensor.elements() * (tensor.type() == DType.I64 ? Long.BYTES : Float.BYTES);
    }

    /** Writes the data, little endian. */
    void write(OutputStream out) throws IOException {
        int rows = transposed ? Math.toIntExact(tensor.shape().get(0)) : Math.toIntExact(tensor.elements());
        int columns = transposed ? Math.toIntExact(tensor.shape().get(1)) : 1;
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                int index = row * columns + column;
                if (tensor.type() == DType.I64) {
                    chunk.putLong(tensor.data().getLong(Long.BYTES * index));
                } else {
                    chunk.putFloat(tensor.floatAt(index));
                }
                if (!chunk.hasRemaining()) {
                    out.write(chunk.array());
                    chunk.clear();
                }
            }
        }
        out.write(chunk.array(), 0, chunk.position());
    }
}
