// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Gaussian rows for the tests of this package, and what orthonormal rows are held against. */
final class Gaussians {
    private Gaussians() {}

    /** Row by row; the f32 rows of a seed are its f64 rows, rounded. */
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

    static double[][] orthonormal(Precision<double[]> precision, double[][] gaussians, double gain, Parallel parallel) {
        OrthonormalRows<double[]> rows = new OrthonormalRows<>(precision, gaussians.length, gaussians[0].length);
        for (int j = 0; j < gaussians.length; j++) {
            System.arraycopy(gaussians[j], 0, rows.row(j), 0, gaussians[j].length);
        }
        rows.orthonormalise(gain, parallel);
        double[][] result = new double[gaussians.length][];
        for (int j = 0; j < result.length; j++) {
            result[j] = Arrays.copyOf(rows.row(j), gaussians[j].length);
        }
        return result;
    }

    static float[][] orthonormalF32(Precision<float[]> precision, double[][] gaussians, double gain,
            Parallel parallel) {
        OrthonormalRows<float[]> rows = new OrthonormalRows<>(precision, gaussians.length, gaussians[0].length);
        for (int j = 0; j < gaussians.length; j++) {
            for (int i = 0; i < gaussians[j].length; i++) {
                rows.row(j)[i] = (float) gaussians[j][i];
            }
        }
        rows.orthonormalise(gain, parallel);
        float[][] result = new float[gaussians.length][];
        for (int j = 0; j < result.length; j++) {
            result[j] = Arrays.copyOf(rows.row(j), gaussians[j].length);
        }
        return result;
    }
}
