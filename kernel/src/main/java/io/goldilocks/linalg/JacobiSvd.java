// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The singular value decomposition of a small square matrix T = X·Σ·Yᵀ in f64: the one-sided Jacobi method turns pairs of
 * columns until all are orthogonal (Hestenes, 1958; Demmel and Veselić, 1992). Pairs are taken row by row, sums in order: the
 * bits depend on the matrix alone.
 */
final class JacobiSvd {
    /** Sweeps over all pairs; ten bring a thousand columns to orthogonality. */
    private static final int MAX_SWEEPS = 60;
    /** The cosine between two columns that counts as orthogonal, times the number of columns. */
    private static final double TOLERANCE = 0x1p-52;

    private final double[][] turned;
    private final double[][] rotation;

    /**
     * Decomposes.
     *
     * @param columns T, column by column: element i of array j is T[i][j]; the arrays are changed
     */
    JacobiSvd(double[][] columns) {
        int count = columns.length;
        turned = columns;
        rotation = new double[count][count];
        for (int j = 0; j < count; j++) {
            rotation[j][j] = 1;
        }
        boolean moved = true;
        for (int sweep = 0; sweep < MAX_SWEEPS && moved; sweep++) {
            moved = false;
            for (int p = 0; p < count - 1; p++) {
                for (int q = p + 1; q < count; q++) {
                    moved |= orthogonalise(p, q);
                }
            }
        }
        sort();
    }

    /** Singular value j, of falling size. */
    double value(int j) {
        return Math.sqrt(dot(turned[j], turned[j]));
    }

    /** Left singular vectors times their values: X·Σ, column by column. */
    double[][] scaledLeft() {
        return turned;
    }

    /** Right singular vectors: Y, column by column. */
    double[][] right() {
        return rotation;
    }

    private boolean orthogonalise(int p, int q) {
        double alpha = dot(turned[p], turned[p]);
        double beta = dot(turned[q], turned[q]);
        double gamma = dot(turned[p], turned[q]);
        // A column of zeros is orthogonal to all; one beside which the other vanishes is as good as that.
        if (Math.abs(gamma) <= TOLERANCE * turned.length * Math.sqrt(alpha) * Math.sqrt(beta)) {
            return false;
        }
        double zeta = (beta - alpha) / (2 * gamma);
        double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        double cosine = 1 / Math.sqrt(1 + tangent * tangent);
        double sine = cosine * tangent;
        turn(turned[p], turned[q], cosine, sine);
        turn(rotation[p], rotation[q], cosine, sine);
        return true;
    }

    private static void turn(double[] x, double[] y, double cosine, double sine) {
        for (int i = 0; i < x.length; i++) {
            double left = x[i];
            x[i] = cosine * left - sine * y[i];
            y[i] = sine * left + cosine * y[i];
        }
    }

    private void sort() {
        Integer[] order = new Integer[turned.length];
        Arrays.setAll(order, j -> j);
        Arrays.sort(order, Comparator.comparingDouble(j -> -value(j)));
        double[][] columns = turned.clone();
        double[][] rotations = rotation.clone();
        for (int j = 0; j < order.length; j++) {
            turned[j] = columns[order[j]];
            rotation[j] = rotations[order[j]];
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
