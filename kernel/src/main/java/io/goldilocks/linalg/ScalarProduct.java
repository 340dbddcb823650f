// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/** The specification of {@link Product}. */
final class ScalarProduct implements Product {
    @Override
    public void add(float[][] a, int from, int count, float[] b, int at, float[][] c, int column, int row) {
        for (int r = row; r < row + ROWS; r++) {
            for (int j = 0; j < FLOATS; j++) {
                float sum = c[r][column + j];
                for (int k = 0; k < count; k++) {
                    sum = Math.fma(a[r][from + k], b[at + k * FLOATS + j], sum);
                }
                c[r][column + j] = sum;
            }
        }
    }

    @Override
    public void add(double[][] a, int from, int count, double[] b, int at, double[][] c, int column, int row) {
        for (int r = row; r < row + ROWS; r++) {
            for (int j = 0; j < DOUBLES; j++) {
                double sum = c[r][column + j];
                for (int k = 0; k < count; k++) {
                    sum = Math.fma(a[r][from + k], b[at + k * DOUBLES + j], sum);
                }
                c[r][column + j] = sum;
            }
        }
    }
}
