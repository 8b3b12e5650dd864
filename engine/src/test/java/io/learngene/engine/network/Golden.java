package io.learngene.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The golden vectors; see the README beside them. */
final class Golden {

    static final StageSchedule REPEATS = new StageSchedule(List.of(2, 1, 3));

    private Golden() {}

    static VitArchitecture vit(int depth, Pooling pooling) {
        return new VitArchitecture(32, 8, 48, 3, depth, 10, 4.0, 1e-6, pooling);
    }

    static NetworkSpec auxiliary() {
        return NetworkSpec.auxiliary(vit(REPEATS.depth(), Pooling.NORM_THEN_MEAN), REPEATS);
    }

    static Map<String, Tensor> read(String name) {
        try (SafetensorsFile file = SafetensorsFile.open(Path.of(
                Golden.class.getResource("/golden/" + name + ".safetensors").toURI()))) {
            return new HashMap<>(file.tensors());
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The tensors whose names begin with the prefix, without it. */
    static Map<String, Tensor> under(Map<String, Tensor> all, String prefix) {
        Map<String, Tensor> some = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                some.put(name.substring(prefix.length()), tensor);
            }
        });
        return some;
    }

    static ImageBatch batch(Tensor images, Tensor labels) {
        ByteBuffer direct = ByteBuffer.allocateDirect(images.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        direct.put(images.data().duplicate()).flip();
        long[] classes = new long[images.shape().get(0).intValue()];
        if (labels != null) {
            labels.data()
                    .duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(classes);
        }
        return new ImageBatch(
                direct, classes, classes.length, images.shape().get(3).intValue());
    }

    /** Every element within a tolerance relative to the largest expected one. */
    static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.elements()).as(what).isEqualTo(expected.elements());
        assertClose(what, actual.toFloats(), expected.toFloats(), tolerance);
    }

    static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs(actual[i] - expected[i]));
        }
        assertThat(apart).as(what).isLessThanOrEqualTo(tolerance * largest);
    }

    /** What freed memory looks like when something still uses it shows only after a collection. */
    static void collectGarbage() {
        System.gc();
    }
}
