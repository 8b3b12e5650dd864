package io.learngene.method.wave;

import io.learngene.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule for another width: an element of an axis is the mean of those that lie at its place, by the share that they overlap it with. What a
 * matrix reads is shared out among those that stand for it, so that sums stay. In a multiple of the width, neurons are copies side by side.
 */
final class Width {

    private Width() {}

    /**
     * @param tensor a tensor
     * @param shape its sizes in the other width
     * @param reads whether it multiplies what its last axis stands for
     * @return it in that width, F32
     */
    static Tensor resized(Tensor tensor, List<Long> shape, boolean reads) {
        Tensor resized = tensor;
        for (int axis = 0; axis < shape.size(); axis++) {
            if (!resized.shape().get(axis).equals(shape.get(axis))) {
                resized = resized(resized, axis, shape.get(axis).intValue(), reads && axis == shape.size() - 1);
            }
        }
        return resized;
    }

    private static Tensor resized(Tensor tensor, int axis, int to, boolean reads) {
        List<Long> shape = new ArrayList<>(tensor.shape());
        int from = shape.get(axis).intValue();
        shape.set(axis, (long) to);
        int behind = 1;
        for (Long size : shape.subList(axis + 1, shape.size())) {
            behind *= size.intValue();
        }
        float[] old = tensor.toFloats();
        int before = old.length / from / behind;
        float[] values = new float[before * to * behind];
        // Of the overlaps one makes a mean, the other a sum over as many places as there are new ones.
        double scale = 1.0 / (reads ? to : from);
        for (int outer = 0; outer < before; outer++) {
            for (int place = 0; place < to; place++) {
                for (int inner = 0; inner < behind; inner++) {
                    double sum = 0;
                    for (int at = (int) ((long) place * from / to);
                            at < from && (long) at * to < end(place, from);
                            at++) {
                        long overlap =
                                Math.min(end(place, from), end(at, to)) - Math.max((long) place * from, (long) at * to);
                        sum += overlap * (double) old[(outer * from + at) * behind + inner];
                    }
                    values[(outer * to + place) * behind + inner] = (float) (scale * sum);
                }
            }
        }
        return Tensor.ofFloats(shape, values);
    }

    private static long end(int place, int length) {
        return (place + 1L) * length;
    }
}
