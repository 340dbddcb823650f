// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/**
 * What is left of a matrix without one of low rank: element (i, j) less left[l][i]·right[l][j] for each l in turn, one fma after
 * the other.
 */
public final class LowRankResidual implements Matrix {
    private final Matrix matrix;
    private final double[][] left;
    private final double[][] right;

    /**
     * Takes a product off a matrix. Nothing is copied.
     *
     * @param matrix the matrix, of m rows and n columns
     * @param left arrays of m elements, at least one
     * @param right as many arrays of n elements
     */
    public LowRankResidual(Matrix matrix, double[][] left, double[][] right) {
        this.matrix = matrix;
        this.left = left;
        this.right = right;
    }

    @Override
    public int rows() {
        return matrix.rows();
    }

    @Override
    public int columns() {
        return matrix.columns();
    }

    @Override
    public void read(int row, int rows, int column, int columns, double[][] out) {
        matrix.read(row, rows, column, columns, out);
        for (int l = 0; l < left.length; l++) {
            double[] factors = right[l];
            for (int i = 0; i < rows; i++) {
                double factor = -left[l][row + i];
                double[] values = out[i];
                for (int j = 0; j < columns; j++) {
                    values[j] = Math.fma(factor, factors[column + j], values[j]);
                }
            }
        }
    }
}
