package io.learngene.method.growth;

/**
 * A wider axis of weights: which old neuron each place copies, and which share of that neuron's outgoing weights it gets. The places
 * behind the copies, where there are any, hold the mean of the old neurons. A layer norm in front of a reader makes that mean zero, so
 * that they may read with any share and change nothing.
 *
 * @param old number of old neurons
 * @param copies number of places that are copies; the others hold the mean
 * @param source for each place the old neuron whose weights it takes, or, holding the mean, reads with
 * @param share for each place its share of that neuron's outgoing weights
 */
record NeuronMap(int old, int copies, int[] source, float[] share) {

    NeuronMap {
        if (source.length != share.length || copies > source.length) {
            throw new IllegalArgumentException(source.length + " places, " + copies + " copies and " + share.length
                    + " shares do not belong together");
        }
    }

    /** {@return number of places} */
    int wide() {
        return source.length;
    }

    /**
     * Incoming weights of every place.
     *
     * @param own [old, n], row-major, any n
     * @return [wide, n]
     */
    float[] rows(float[] own) {
        return rows(own, own);
    }

    /**
     * Incoming weights of every place.
     *
     * @param own [old, n], row-major, any n
     * @param added what the places behind the old ones copy, of the same size
     * @return [wide, n]
     */
    float[] rows(float[] own, float[] added) {
        int width = own.length / old;
        float[] wider = new float[Math.multiplyExact(wide(), width)];
        for (int place = 0; place < copies; place++) {
            System.arraycopy(place < old ? own : added, source[place] * width, wider, place * width, width);
        }
        if (copies < wide()) {
            float[] mean = mean(own, width);
            for (int place = copies; place < wide(); place++) {
                System.arraycopy(mean, 0, wider, place * width, width);
            }
        }
        return wider;
    }

    /**
     * Outgoing weights of every place.
     *
     * @param own [n, old], row-major, any n
     * @return [n, wide]
     */
    float[] columns(float[] own) {
        return columns(own, own);
    }

    /**
     * Outgoing weights of every place.
     *
     * @param own [n, old], row-major, any n
     * @param added what the places behind the old ones get a share of, of the same size
     * @return [n, wide]
     */
    float[] columns(float[] own, float[] added) {
        int height = own.length / old;
        float[] wider = new float[Math.multiplyExact(height, wide())];
        for (int row = 0; row < height; row++) {
            for (int place = 0; place < wide(); place++) {
                float[] from = place < old ? own : added;
                wider[row * wide() + place] = from[row * old + source[place]] * share[place];
            }
        }
        return wider;
    }

    /**
     * The same copies, which together give nothing: from each share the mean share of its neuron's copies is taken away. Copies with
     * different shares keep different ones, so that they learn apart here too; a neuron without copies gives zero.
     *
     * @return the map of a layer that adds nothing at first
     */
    NeuronMap silenced() {
        double[] sum = new double[old];
        int[] count = new int[old];
        for (int place = 0; place < copies; place++) {
            sum[source[place]] += share[place];
            count[source[place]]++;
        }
        float[] rest = share.clone();
        for (int place = 0; place < copies; place++) {
            rest[place] = (float) (share[place] - sum[source[place]] / count[source[place]]);
        }
        return new NeuronMap(old, copies, source, rest);
    }

    private float[] mean(float[] rows, int width) {
        float[] mean = new float[width];
        for (int column = 0; column < width; column++) {
            double sum = 0;
            for (int row = 0; row < old; row++) {
                sum += rows[row * width + column];
            }
            mean[column] = (float) (sum / old);
        }
        return mean;
    }
}
