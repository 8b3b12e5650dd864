package io.learngene.engine.torch;

import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the part of Python's pickle protocol 2 that TorchScript archives need: one object with its attributes.
 * Opcodes as in CPython's {@code pickletools}; typed lists as in PyTorch's {@code torch/csrc/jit/serialization/pickler.cpp}.
 */
final class PickleWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Tensor> tensors;

    private PickleWriter(List<Tensor> tensors) {
        this.tensors = tensors;
        op(0x80);
        op(2);
    }

    /** {@return the pickle of an empty tuple} */
    static byte[] emptyTuple() {
        return new PickleWriter(List.of()).op(')').stop();
    }

    /**
     * @param module the object
     * @param tensors takes the tensors, whose data has to be in the archive's records {@code data/0}, {@code data/1} and so on
     * @return the pickle of an instance
     */
    static byte[] module(ModuleArchive.Instance module, List<Tensor> tensors) {
        return new PickleWriter(tensors).instance(module).stop();
    }

    private PickleWriter instance(ModuleArchive.Instance instance) {
        int dot = instance.className().lastIndexOf('.');
        global(instance.className().substring(0, dot), instance.className().substring(dot + 1));
        op(')').op(0x81).op('}').op('(');
        instance.attributes().forEach((name, value) -> text(name).value(name, value));
        return op('u').op('b');
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
        } else if (value instanceof String text) {
            return text(text);
        } else if (value instanceof ModuleArchive.Instance instance) {
            return instance(instance);
        } else if (value instanceof List<?> values) {
            op(']').op('(');
            values.forEach(each -> value(name, each));
            return op('e');
        } else if (value instanceof int[] numbers) {
            return list("build_intlist", numbers);
        } else if (value == TensorList.EMPTY) {
            return list("build_tensorlist");
        } else if (value instanceof Tensor tensor && tensor.type() == DType.F32) {
            return tensor(tensor);
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

    /** {@code torch._utils._rebuild_tensor_v2(storage, 0, sizes, strides, False, OrderedDict())}. */
    private PickleWriter tensor(Tensor tensor) {
        global("torch._utils", "_rebuild_tensor_v2").op('(');
        op('(').text("storage").global("torch", "FloatStorage");
        text(Integer.toString(tensors.size())).text("cpu");
        integer(Math.toIntExact(tensor.elements())).op('t').op('Q');
        tensors.add(tensor);
        integer(0);
        long[] strides = new long[tensor.shape().size()];
        long stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= tensor.shape().get(i);
        }
        op('(');
        tensor.shape().forEach(size -> integer(Math.toIntExact(size)));
        op('t').op('(');
        for (long each : strides) {
            integer(Math.toIntExact(each));
        }
        return op('t').op(0x89)
                .global("collections", "OrderedDict")
                .op(')')
                .op('R')
                .op('t')
                .op('R');
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
