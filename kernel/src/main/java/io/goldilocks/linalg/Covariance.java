// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/**
 * Mean and covariance of rows that arrive in batches, in f64. Rows are counted from the first one, so that an offset which all
 * share takes no digits from the covariance.
 *
 * <p>The sum of the products of two columns is one chain of fma over the rows in their order. So the bits depend on the rows and
 * their order alone, not on how they are cut into batches, nor on threads or vectors. Needs 8·width² bytes of the heap.
 *
 * <p>Not thread-safe: {@link #add} uses the threads that it is given.
 */
public final class Covariance {
    /** The longest rows: their products take 8 GiB. */
    public static final int MAX_WIDTH = 1 << 15;

    /** Rows of a batch that are multiplied at a time: a packed strip of them stays in the first-level cache. */
    private static final int DEPTH = 256;
    /** Columns that a task multiplies by all before them: their rows stay in the second-level cache. */
    private static final int BLOCK = 8 * Product.ROWS;

    private final Product product;
    private final int width;
    private final MeanRow mean;
    /** The sums of products, in and below the diagonal; the rest holds what whole tiles leave there. */
    private final double[][] products;
    /** A batch column by column, and packed. */
    private final double[][] columns;
    private final double[] packed;

    /**
     * Begins without rows.
     *
     * @param width the length of a row, 1 to {@link #MAX_WIDTH}
     * @throws IllegalArgumentException if the width is out of range
     * @throws OutOfMemoryError if the heap has no room for 8·width² bytes; the message says so
     */
    public Covariance(int width) {
        this(width, new VectorProduct());
    }

    Covariance(int width, Product product) {
        if (width < 1 || width > MAX_WIDTH) {
            throw new IllegalArgumentException(
                    "rows of length " + width + " have no covariance here: expected 1 to " + MAX_WIDTH);
        }
        this.width = width;
        this.product = product;
        mean = new MeanRow(width);
        int padded = Math.ceilDiv(width, Product.DOUBLES) * Product.DOUBLES;
        try {
            products = new double[width + Product.ROWS - 1][padded];
        } catch (OutOfMemoryError e) {
            OutOfMemoryError named = new OutOfMemoryError(e.getMessage() + ", for the covariance of rows of length "
                    + width + ", which takes " + 8L * width * width + " bytes");
            named.initCause(e);
            throw named;
        }
        columns = new double[width + Product.ROWS - 1][DEPTH];
        packed = new double[padded * DEPTH];
    }

    /**
     * Adds rows.
     *
     * @param rows the rows, one after the other; all finite
     * @param added how many
     * @param parallel runs the parts of the work
     */
    public void add(double[] rows, int added, Parallel parallel) {
        mean.add(rows, added);
        int blocks = Math.ceilDiv(width, BLOCK);
        for (int first = 0; first < added; first += DEPTH) {
            int from = first;
            int depth = Math.min(DEPTH, added - first);
            parallel.run(blocks, block -> pack(rows, from, depth, block * BLOCK, Math.min(width, (block + 1) * BLOCK)));
            // The last block is the longest, so it goes first.
            parallel.run(blocks, block -> multiply(depth, (blocks - 1 - block) * BLOCK));
        }
    }

    /**
     * Returns the mean.
     *
     * @return the mean row; NaN if there were no rows
     */
    public double[] mean() {
        return mean.value();
    }

    /** Whether a covariance of so few rows must be singular. */
    boolean isSingular() {
        return mean.count() <= width;
    }

    int width() {
        return width;
    }

    Product product() {
        return product;
    }

    /**
     * Ends the counting: the sums become the covariance, divided by the number of rows. What stands above its diagonal is
     * undefined, and there are rows and columns beyond it, so that every tile is whole.
     */
    double[][] finish() {
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] = products[i][j] / mean.count() - mean.distance(i) * mean.distance(j);
            }
        }
        return products;
    }

    private void pack(double[] rows, int first, int depth, int from, int to) {
        for (int k = 0; k < depth; k++) {
            int row = (first + k) * width;
            for (int i = from; i < to; i++) {
                double x = rows[row + i] - mean.origin(i);
                columns[i][k] = x;
                packed[(i / Product.DOUBLES * DEPTH + k) * Product.DOUBLES + i % Product.DOUBLES] = x;
            }
        }
    }

    private void multiply(int depth, int from) {
        int to = Math.min(width, from + BLOCK);
        for (int column = 0; column < to; column += Product.DOUBLES) {
            for (int row = from; row < to; row += Product.ROWS) {
                product.add(columns, 0, depth, packed, column * DEPTH, products, column, row);
            }
        }
    }
}
