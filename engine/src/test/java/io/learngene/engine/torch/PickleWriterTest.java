package io.learngene.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.ModuleArchive.Instance;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles are read back by a machine that is written here after CPython's {@code pickletools}. */
class PickleWriterTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, 127, 128, 255, 256, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void wholeNumbersKeepTheirValueAndSign(int number) {
        assertThat(attribute(number)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1e-6, 3.5, -1e300, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN})
    void fractionsKeepEveryBit(double number) {
        assertThat(attribute(number)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fp32", "a\nb", "naïve", "层", "\ud83d\ude00"})
    void textsAreCountedInBytes(String text) {
        assertThat(attribute(text)).isEqualTo(text);
    }

    @Test
    void longTextKeepsItsLength() {
        assertThat(attribute("é".repeat(70_000))).isEqualTo("é".repeat(70_000));
    }

    @Test
    void truthKeepsItsValue() {
        assertThat(attribute(true)).isEqualTo(true);
        assertThat(attribute(false)).isEqualTo(false);
    }

    @Test
    void listsKeepTheirOrder() {
        assertThat(attribute(List.of("b", "a", "b"))).isEqualTo(List.of("b", "a", "b"));
        assertThat(attribute(List.of())).isEqualTo(List.of());
        assertThat(attribute(new int[] {3, -1})).isEqualTo(call("torch.jit._pickle build_intlist", List.of(3, -1)));
        assertThat(attribute(new int[0])).isEqualTo(call("torch.jit._pickle build_intlist", List.of()));
        assertThat(attribute(ModuleArchive.noTensors()))
                .isEqualTo(call("torch.jit._pickle build_tensorlist", List.of()));
    }

    @Test
    void attributesKeepTheirOrderAndModulesTheirClasses() {
        // Given
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("z", 1);
        inner.put("a", 2);

        // When
        Object read = attribute(new Instance("__torch__.deep.Inner", inner));

        // Then
        assertThat(read).isEqualTo(List.of("object", "__torch__.deep Inner", List.of(), List.of("z", 1, "a", 2)));
    }

    @Test
    void tensorsAreNumberedInTheOrderOfTheArchivesRecords() {
        // Given
        Tensor first = Tensor.ofFloats(List.of(2L, 3L, 4L), new float[24]);
        Tensor scalar = Tensor.ofFloats(List.of(), new float[] {1});
        Tensor empty = Tensor.ofFloats(List.of(0L, 5L), new float[0]);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("first", first);
        attributes.put("scalar", scalar);
        attributes.put("empty", empty);
        List<Tensor> tensors = new ArrayList<>();

        // When
        Object read = new Machine(PickleWriter.module(new Instance("__torch__.M", attributes), tensors)).run();

        // Then
        assertThat(tensors).containsExactly(first, scalar, empty);
        assertThat(read)
                .isEqualTo(List.of(
                        "object",
                        "__torch__ M",
                        List.of(),
                        List.of(
                                "first", tensor("0", 24, List.of(2, 3, 4), List.of(12, 4, 1)),
                                "scalar", tensor("1", 1, List.of(), List.of()),
                                "empty", tensor("2", 0, List.of(0, 5), List.of(5, 1)))));
    }

    @Test
    void constantsAreAnEmptyTuple() {
        assertThat(new Machine(PickleWriter.emptyTuple()).run()).isEqualTo(List.of());
    }

    @Test
    void attributeOfATypeThatIsNotWrittenIsNamed() {
        for (Object value : new Object[] {1L, 1f, Tensor.ofLongs(List.of(1L), new long[] {1}), null}) {
            // Given
            Instance module = new Instance("__torch__.M", Collections.singletonMap("odd", value));

            // When, Then
            assertThatThrownBy(() -> PickleWriter.module(module, new ArrayList<>()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("attribute odd");
        }
    }

    private static Object attribute(Object value) {
        Instance module = new Instance("__torch__.M", Map.of("name", value));
        List<?> read = (List<?>) new Machine(PickleWriter.module(module, new ArrayList<>())).run();
        assertThat(read.subList(0, 3)).isEqualTo(List.of("object", "__torch__ M", List.of()));
        List<?> attributes = (List<?>) read.get(3);
        assertThat(attributes.get(0)).isEqualTo("name");
        return attributes.get(1);
    }

    private static Object tensor(String record, int elements, List<Integer> sizes, List<Integer> strides) {
        Object storage = List.of("stored", List.of("storage", "torch FloatStorage", record, "cpu", elements));
        return List.of(
                "call",
                "torch._utils _rebuild_tensor_v2",
                List.of(storage, 0, sizes, strides, false, List.of("call", "collections OrderedDict", List.of())));
    }

    private static Object call(String function, Object argument) {
        return List.of("call", function, List.of(argument));
    }

    /** The opcodes of protocol 2 that are written; tuples, lists and dictionaries are lists here. */
    private static final class Machine {

        private static final Object MARK = new Object();

        private final ByteBuffer in;
        private final Deque<Object> stack = new ArrayDeque<>();

        Machine(byte[] pickle) {
            in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(in.get()).isEqualTo((byte) 0x80);
            assertThat(in.get()).isEqualTo((byte) 2);
        }

        Object run() {
            while (true) {
                int opcode = in.get() & 0xff;
                switch (opcode) {
                    case '.' -> {
                        assertThat(in.hasRemaining()).isFalse();
                        assertThat(stack).hasSize(1);
                        return stack.pop();
                    }
                    case ')', ']', '}' -> stack.push(new ArrayList<>());
                    case '(' -> stack.push(MARK);
                    case 't' -> stack.push(popMark());
                    case 'e', 'u' -> extend();
                    case 'J' -> stack.push(in.getInt());
                    case 'G' -> stack.push(bigEndianDouble());
                    case 'X' -> stack.push(text(in.getInt()));
                    case 'c' -> stack.push(line() + " " + line());
                    case 'Q' -> stack.push(List.of("stored", stack.pop()));
                    case 'R' -> apply("call");
                    case 0x81 -> apply("object");
                    case 0x85 -> stack.push(new ArrayList<>(List.of(stack.pop())));
                    case 0x88 -> stack.push(true);
                    case 0x89 -> stack.push(false);
                    case 'b' -> build();
                    default -> throw new IllegalStateException("opcode " + opcode);
                }
            }
        }

        private void apply(String what) {
            Object arguments = stack.pop();
            stack.push(new ArrayList<>(List.of(what, stack.pop(), arguments)));
        }

        @SuppressWarnings("unchecked") // An object as apply made it.
        private void build() {
            Object state = stack.pop();
            ((List<Object>) stack.peek()).add(state);
        }

        @SuppressWarnings("unchecked") // A list as it was begun.
        private void extend() {
            List<Object> items = popMark();
            ((List<Object>) stack.peek()).addAll(items);
        }

        private List<Object> popMark() {
            List<Object> items = new ArrayList<>();
            for (Object each = stack.pop(); each != MARK; each = stack.pop()) {
                items.add(0, each);
            }
            return items;
        }

        private double bigEndianDouble() {
            return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
        }

        private String text(int length) {
            byte[] bytes = new byte[length];
            in.get(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private String line() {
            StringBuilder line = new StringBuilder();
            for (char each = (char) in.get(); each != '\n'; each = (char) in.get()) {
                line.append(each);
            }
            return line.toString();
        }
    }
}
