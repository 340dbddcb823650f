// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/** A matrix of finite numbers that is read block by block and need not stand in memory as such. Safe for any thread. */
public interface Matrix {
    /**
     * Returns the number of rows.
     *
     * @return at least 1
     */
    int rows();

    /**
     * Returns the number of columns.
     *
     * @return at least 1
     */
    int columns();

    /**
     * Reads a block.
     *
     * @param row its first row
     * @param rows how many rows
     * @param column its first column
     * @param columns how many columns
     * @param out receives element (row + i, column + j) at {@code out[i][j]}
     */
    void read(int row, int rows, int column, int columns, double[][] out);
}
