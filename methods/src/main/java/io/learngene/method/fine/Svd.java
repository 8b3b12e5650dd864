package io.learngene.method.fine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A singular value decomposition, by one-sided Jacobi rotations (Hestenes, 1958) in double precision: columns are turned in pairs until
 * all of them are orthogonal. Slow and exact, and pure Java.
 *
 * @param left [rows][n]: left singular vectors in columns
 * @param values [n], falling
 * @param right [columns][n]: right singular vectors in columns
 */
record Svd(double[][] left, double[] values, double[][] right) {

    private static final int MOST_SWEEPS = 60;
    private static final double TOLERANCE = 1e-12;

    /**
     * @param matrix row-major
     * @param rows its rows
     * @param columns its columns
     * @return its thin decomposition, n = min(rows, columns)
     */
    static Svd of(float[] matrix, int rows, int columns) {
        boolean wide = columns > rows;
        int n = Math.min(rows, columns);
        int m = Math.max(rows, columns);
        // Columns of the tall form lie one after the other.
        double[][] a = new double[n][m];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                a[wide ? row : column][wide ? column : row] = matrix[row * columns + column];
            }
        }
        double[][] v = new double[n][n];
        for (int i = 0; i < n; i++) {
            v[i][i] = 1;
        }
        for (int sweep = 0; sweep < MOST_SWEEPS && turned(a, v); sweep++) {}
        double[] norms = Arrays.stream(a).mapToDouble(c -> Math.sqrt(dot(c, c))).toArray();
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -norms[i]))
                .mapToInt(i -> i)
                .toArray();
        double[][] tall = new double[m][n];
        double[][] small = new double[n][n];
        double[] values = new double[n];
        for (int k = 0; k < n; k++) {
            values[k] = norms[order[k]];
            for (int i = 0; i < m; i++) {
                tall[i][k] = values[k] == 0 ? 0 : a[order[k]][i] / values[k];
            }
            for (int i = 0; i < n; i++) {
                small[i][k] = v[order[k]][i];
            }
        }
        return wide ? new Svd(small, values, tall) : new Svd(tall, values, small);
    }

    /** One sweep over all pairs. {@return whether any pair was not orthogonal yet} */
    private static boolean turned(double[][] a, double[][] v) {
        boolean turned = false;
        for (int p = 0; p < a.length - 1; p++) {
            for (int q = p + 1; q < a.length; q++) {
                double pp = dot(a[p], a[p]);
                double qq = dot(a[q], a[q]);
                double pq = dot(a[p], a[q]);
                if (Math.abs(pq) <= TOLERANCE * Math.sqrt(pp * qq)) {
                    continue;
                }
                turned = true;
                double zeta = (qq - pp) / (2 * pq);
                double tangent = Math.signum(zeta == 0 ? 1 : zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
                double cosine = 1 / Math.sqrt(1 + tangent * tangent);
                turn(a[p], a[q], cosine, cosine * tangent);
                turn(v[p], v[q], cosine, cosine * tangent);
            }
        }
        return turned;
    }

    private static void turn(double[] one, double[] other, double cosine, double sine) {
        for (int i = 0; i < one.length; i++) {
            double before = one[i];
            one[i] = cosine * before - sine * other[i];
            other[i] = sine * before + cosine * other[i];
        }
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
