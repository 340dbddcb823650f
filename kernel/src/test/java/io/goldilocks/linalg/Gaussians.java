// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.SplittableRandom;

/** Gaussian rows for the tests of this package. */
final class Gaussians {
    private Gaussians() {}

    /** Values of f32, so that both types begin with the same. */
    static double[][] rows(long seed, int count, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[count][length];
        for (double[] row : rows) {
            for (int i = 0; i < length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    static <A> double[][] orthonormal(Precision<A> precision, double[][] gaussians, double gain, Parallel parallel) {
        int count = gaussians.length;
        int length = gaussians[0].length;
        OrthonormalRows<A> rows = new OrthonormalRows<>(precision, count, length);
        for (int j = 0; j < count; j++) {
            for (int i = 0; i < length; i++) {
                rows.set(j, i, gaussians[j][i]);
            }
        }
        rows.orthonormalise(gain, parallel);
        double[][] result = new double[count][length];
        for (int j = 0; j < count; j++) {
            for (int i = 0; i < length; i++) {
                result[j][i] = rows.get(j, i);
            }
        }
        return result;
    }
}
