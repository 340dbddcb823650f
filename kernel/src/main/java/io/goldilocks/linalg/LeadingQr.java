// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Arrays;

/**
 * The first columns of Q and the first rows of R of the decomposition W = Q·R: what the first columns of W decide. Signs are
 * those of LAPACK and torch, whose diagonal of R may be negative. All is calculated in f64, with sums of a fixed order.
 */
public final class LeadingQr {
    private final double[][] q;
    private final double[][] r;

    private LeadingQr(double[][] q, double[][] r) {
        this.q = q;
        this.r = r;
    }

    /**
     * Decomposes.
     *
     * @param matrix the matrix W, of m rows and n columns
     * @param count how many columns and rows are wanted, 1 to the shorter side
     * @param parallel runs the parts of the work
     * @return the decomposition
     * @throws IllegalArgumentException if the count does not fit the matrix
     */
    public static LeadingQr of(Matrix matrix, int count, Parallel parallel) {
        if (count < 1 || count > Math.min(matrix.rows(), matrix.columns())) {
            throw new IllegalArgumentException(count + " columns of Q do not fit a matrix of " + matrix.rows() + "x"
                    + matrix.columns() + ": expected 1 to the shorter side");
        }
        Columns columns = new Columns(count, matrix.rows());
        double[][] row = new double[1][count];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.read(i, 1, 0, count, row);
            for (int j = 0; j < count; j++) {
                columns.get(j)[i] = row[0][j];
            }
        }
        double[][] triangle = HouseholderQr.decompose(columns, parallel);
        Columns projected = columns.multipliedByTransposed(matrix, parallel);
        double[][] q = new double[count][];
        double[][] r = new double[count][];
        for (int j = 0; j < count; j++) {
            q[j] = Arrays.copyOf(columns.get(j), matrix.rows());
            r[j] = Arrays.copyOf(projected.get(j), matrix.columns());
            // What the reflectors left, exact zeros below the diagonal among it, in place of products that come close.
            for (int i = 0; i < count; i++) {
                r[j][i] = triangle[i][j];
            }
        }
        return new LeadingQr(q, r);
    }

    /**
     * Returns columns of Q, orthonormal.
     *
     * @return arrays of m elements; the decomposition's own
     */
    public double[][] q() {
        return q;
    }

    /**
     * Returns as many rows of R.
     *
     * @return arrays of n elements; the decomposition's own
     */
    public double[][] r() {
        return r;
    }
}
