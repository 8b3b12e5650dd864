package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of golden vectors; see the README beside them.
 *
 * @param tensors its tensors by name
 */
public record GoldenFile(Map<String, Tensor> tensors) {

    /**
     * @param name name of the file without {@code .safetensors}
     * @return it
     */
    public static GoldenFile read(String name) {
        try (SafetensorsFile file = SafetensorsFile.open(Path.of(
                GoldenFile.class.getResource("/golden/" + name + ".safetensors").toURI()))) {
            return new GoldenFile(new HashMap<>(file.tensors()));
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * @param dim width
     * @param heads heads
     * @param depth layers
     * @return the shape that the files' networks have
     */
    public static VitArchitecture vit(int dim, int heads, int depth) {
        return new VitArchitecture(32, 8, dim, heads, depth, 10, 4.0, 1e-6, Pooling.NORM_THEN_MEAN);
    }

    /**
     * @param prefix beginning of names
     * @return the tensors whose names begin so, without it
     */
    public Map<String, Tensor> under(String prefix) {
        Map<String, Tensor> some = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                some.put(name.substring(prefix.length()), tensor);
            }
        });
        return some;
    }

    /** {@return {@code images} and {@code labels}} */
    public ImageBatch batch() {
        Tensor images = tensors.get("images");
        ByteBuffer direct = ByteBuffer.allocateDirect(images.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        direct.put(images.data().duplicate()).flip();
        LongBuffer labels = tensors.get("labels")
                .data()
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        long[] classes = new long[labels.remaining()];
        labels.get(classes);
        return new ImageBatch(direct, classes, classes.length, 32);
    }

    /**
     * @param actual what was computed
     * @param name name of what is expected
     * @param tolerance largest difference over the largest expected element
     */
    public void assertClose(Tensor actual, String name, double tolerance) {
        float[] is = actual.toFloats();
        float[] should = tensors.get(name).toFloats();
        assertThat(is).as(name).hasSameSizeAs(should);
        double largest = Double.MIN_NORMAL;
        double difference = 0;
        for (int i = 0; i < should.length; i++) {
            largest = Math.max(largest, Math.abs(should[i]));
            difference = Math.max(difference, Math.abs((double) is[i] - should[i]));
        }
        assertThat(difference / largest).as(name).isLessThanOrEqualTo(tolerance);
    }

    /**
     * @param name name of a tensor
     * @return it
     */
    public Tensor tensor(String name) {
        return tensors.get(name);
    }

    /**
     * @param what what is compared
     * @param actual a tensor
     * @param expected what it should be
     * @param tolerance largest difference over the largest expected element
     */
    public static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
        float[] is = actual.toFloats();
        float[] should = expected.toFloats();
        assertThat(is).as(what).hasSameSizeAs(should);
        // What is zero but for rounding has no largest element to compare with.
        double largest = 1e-4;
        double difference = 0;
        for (int i = 0; i < should.length; i++) {
            largest = Math.max(largest, Math.abs(should[i]));
            difference = Math.max(difference, Math.abs((double) is[i] - should[i]));
        }
        assertThat(difference / largest).as(what).isLessThanOrEqualTo(tolerance);
    }

    /**
     * @param json fields of a recipe; quotes may be single ones
     * @return it, completed
     */
    public static TrainingRecipe recipe(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return TrainingRecipe.complete(Json.read(bytes, TrainingRecipe.class), TrainingRecipe.TUNING);
    }
}
