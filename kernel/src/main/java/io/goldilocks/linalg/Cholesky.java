// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Arrays;

/**
 * The lower triangular L with L·Lᵀ = A for a symmetric positive definite A, in f64 and in A's place.
 *
 * <p>Element (i, j) of L is a_ij, from which fma takes l_ik·l_jk for k = 0 to j − 1 in this order, divided by l_jj, or on the
 * diagonal its square root. Panels of {@link #WIDTH} columns, whose products are taken from the rest at once, keep that order, so
 * that blocks, threads and vectors do not show in the bits. Source: Golub and Van Loan, <i>Matrix computations</i>, 4.2.
 */
final class Cholesky {
    /** Columns in a panel. */
    private static final int WIDTH = 4 * Product.DOUBLES;
    /** Rows that a task reduces. */
    private static final int BLOCK = 8 * Product.ROWS;

    private final Product product;
    private final double[][] matrix;
    private final int size;
    /** −L of a panel, packed. */
    private final double[] packed;

    private Cholesky(Product product, double[][] matrix, int size) {
        this.product = product;
        this.matrix = matrix;
        this.size = size;
        packed = new double[Math.ceilDiv(size, Product.DOUBLES) * Product.DOUBLES * WIDTH];
    }

    /**
     * Factors a matrix.
     *
     * @param product the kernel
     * @param matrix A, of which the lower half is read, and at last L with zeros above its diagonal; with the rows and columns that
     *     whole tiles need
     * @param size rows and columns of A
     * @param parallel runs the parts of the work
     * @return whether A is positive definite beyond rounding errors: each pivot over size·2⁻⁵² of the largest diagonal element; if
     *     not, the matrix is undefined
     */
    static boolean factor(Product product, double[][] matrix, int size, Parallel parallel) {
        return new Cholesky(product, matrix, size).factor(parallel);
    }

    private boolean factor(Parallel parallel) {
        double greatest = 0;
        for (int i = 0; i < size; i++) {
            greatest = Math.max(greatest, matrix[i][i]);
        }
        double least = greatest * size * 0x1p-52;
        for (int first = 0; first < size; first += WIDTH) {
            int start = first;
            int end = Math.min(size, first + WIDTH);
            if (!factorDiagonal(start, end, least)) {
                return false;
            }
            if (end < size) {
                int blocks = Math.ceilDiv(size - end, BLOCK);
                parallel.run(blocks, block -> solve(start, end, end + block * BLOCK));
                // The last block is the longest, so it goes first.
                parallel.run(blocks, block -> reduce(start, end, end + (blocks - 1 - block) * BLOCK));
            }
        }
        for (int i = 0; i < size; i++) {
            Arrays.fill(matrix[i], i + 1, matrix[i].length, 0);
        }
        return true;
    }

    private boolean factorDiagonal(int first, int end, double least) {
        for (int j = first; j < end; j++) {
            double pivot = reduced(j, j, first);
            if (!(pivot > least)) {
                return false;
            }
            matrix[j][j] = Math.sqrt(pivot);
            for (int i = j + 1; i < end; i++) {
                matrix[i][j] = reduced(i, j, first) / matrix[j][j];
            }
        }
        return true;
    }

    /** Makes the panel's columns of some rows below it, and packs them. */
    private void solve(int first, int end, int from) {
        int to = Math.min(size, from + BLOCK);
        for (int i = from; i < to; i++) {
            for (int j = first; j < end; j++) {
                double x = reduced(i, j, first) / matrix[j][j];
                matrix[i][j] = x;
                packed[(i / Product.DOUBLES * WIDTH + j - first) * Product.DOUBLES + i % Product.DOUBLES] = -x;
            }
        }
    }

    /** What is left of an element when the columns of its panel before its own are taken off. */
    private double reduced(int i, int j, int first) {
        double[] left = matrix[i];
        double[] right = matrix[j];
        double sum = left[j];
        for (int k = first; k < j; k++) {
            sum = Math.fma(-left[k], right[k], sum);
        }
        return sum;
    }

    /** Takes the panel's products off some rows, up to the diagonal. The panel's end is a strip's, or there are no such rows. */
    private void reduce(int first, int end, int from) {
        int to = Math.min(size, from + BLOCK);
        for (int column = end; column < to; column += Product.DOUBLES) {
            for (int row = from; row < to; row += Product.ROWS) {
                product.add(matrix, first, end - first, packed, column * WIDTH, matrix, column, row);
            }
        }
    }
}
