package io.learngene.engine.torch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes the part of Python's pickle protocol 2 that TorchScript archives need: one object with its attributes.
 * Opcodes as in CPython's {@code pickletools}; typed lists as in PyTorch's {@code torch/csrc/jit/serialization/pickler.cpp}.
 */
final class PickleWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PickleWriter() {
        op(0x80);
        op(2);
    }

    /** {@return the pickle of an empty tuple} */
    static byte[] emptyTuple() {
        return new PickleWriter().op(')').stop();
    }

    /**
     * @param className the TorchScript class in the package {@code __torch__}
     * @param attributes its attributes: Boolean, Integer, Double, int[] or {@link TensorList}
     * @return the pickle of an instance
     */
    static byte[] module(String className, Map<String, Object> attributes) {
        PickleWriter writer = new PickleWriter();
        writer.global("__torch__", className).op(')').op(0x81).op('}').op('(');
        attributes.forEach((name, value) -> writer.text(name).value(name, value));
        return writer.op('u').op('b').stop();
    }

    /** An attribute of type {@code List[Tensor]} that starts empty. */
    enum TensorList {
        /** The empty list. */
        EMPTY
    }

    private PickleWriter value(String name, Object value) {
        if (value instanceof Boolean flag) {
            return op(flag ? 0x88 : 0x89);
        } else if (value instanceof Integer number) {
            return integer(number);
        } else if (value instanceof Double number) {
            op('G');
            long bits = Double.doubleToLongBits(number);
            for (int shift = 56; shift >= 0; shift -= 8) {
                op((int) (bits >>> shift));
            }
            return this;
        } else if (value instanceof int[] numbers) {
            return list("build_intlist", numbers);
        } else if (value == TensorList.EMPTY) {
            return list("build_tensorlist");
        }
        throw new IllegalArgumentException("attribute " + name + " has a type that is not written: " + value);
    }

    private PickleWriter list(String builder, int... numbers) {
        global("torch.jit._pickle", builder).op(']').op('(');
        for (int number : numbers) {
            integer(number);
        }
        return op('e').op(0x85).op('R');
    }

    private PickleWriter integer(int number) {
        op('J');
        for (int shift = 0; shift < 32; shift += 8) {
            op(number >>> shift);
        }
        return this;
    }

    private PickleWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        for (int shift = 0; shift < 32; shift += 8) {
            op(bytes.length >>> shift);
        }
        out.writeBytes(bytes);
        return this;
    }

    private PickleWriter global(String module, String name) {
        op('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private PickleWriter op(int opcode) {
        out.write(opcode);
        return this;
    }

    private byte[] stop() {
        op('.');
        return out.toByteArray();
    }
}
