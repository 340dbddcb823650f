// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/**
 * The one kernel of this package: adds to a tile of C the product of some rows of A and a strip of B. Each element of C is a
 * chain of its own, {@code c = fma(a, b, c)} in the order of A's columns, so its bits depend neither on the width of the
 * vectors nor on how the product is cut into tiles. Both implementations are safe for any thread.
 *
 * <p>A and C are arrays of rows; row r of A belongs to row r of C. B is packed: the elements of one of its rows that fall into
 * a strip stand side by side, and the rows of a strip follow each other.
 */
sealed interface Product permits ScalarProduct, VectorProduct {
    /** Rows in a tile: with two vectors each, twelve chains that hide the latency of the fma and fit 16 registers. */
    int ROWS = 6;
    /** Columns in a strip of floats: two vectors of 512 bits. */
    int FLOATS = 32;
    /** Columns in a strip of doubles: two vectors of 512 bits. */
    int DOUBLES = 16;

    /**
     * Computes C[row + r][column + j] += Σ A[row + r][from + k] · B[k][j] for r below {@link #ROWS}, k below {@code count} and
     * j below {@link #FLOATS}.
     *
     * @param a the rows of A
     * @param from the first column of A
     * @param count columns of A, rows of B
     * @param b B, packed
     * @param at where the first row of the strip stands in {@code b}
     * @param c the rows of C
     * @param column the first column of C
     * @param row the first row of A and C
     */
    void add(float[][] a, int from, int count, float[] b, int at, float[][] c, int column, int row);

    /**
     * The same in f64, for j below {@link #DOUBLES}.
     *
     * @param a the rows of A
     * @param from the first column of A
     * @param count columns of A, rows of B
     * @param b B, packed
     * @param at where the first row of the strip stands in {@code b}
     * @param c the rows of C
     * @param column the first column of C
     * @param row the first row of A and C
     */
    void add(double[][] a, int from, int count, double[] b, int at, double[][] c, int column, int row);
}
