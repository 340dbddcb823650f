// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/**
 * The columns of a matrix with few of them, each an array of its own: what {@link Product} takes for rows. Arrays are padded
 * with zeros to whole tiles and strips.
 */
final class Columns {
    /** Rows of the large matrix that a task takes: four strips. */
    private static final int CHUNK = 4 * Product.DOUBLES;
    /** Columns of the large matrix that are packed at a time: with {@link #CHUNK} rows they stay in a second-level cache. */
    private static final int DEPTH = 128;

    private static final Product PRODUCT = new VectorProduct();

    private final int count;
    private final int length;
    private final double[][] values;

    Columns(int count, int length) {
        this.count = count;
        this.length = length;
        int padded = Math.ceilDiv(length, CHUNK) * CHUNK;
        values = new double[Math.ceilDiv(count, Product.ROWS) * Product.ROWS][padded];
    }

    int count() {
        return count;
    }

    int length() {
        return length;
    }

    /** Column j; elements from {@link #length} on are 0 and stay so. */
    double[] get(int j) {
        return values[j];
    }

    /** The product of a matrix and these columns. */
    Columns multipliedBy(Matrix matrix, Parallel parallel) {
        return product(matrix.rows(), parallel, (first, rows, from, depth, block) -> {
            matrix.read(first, rows, from, depth, block);
            return false;
        });
    }

    /** The product of a transposed matrix and these columns. */
    Columns multipliedByTransposed(Matrix matrix, Parallel parallel) {
        return product(matrix.columns(), parallel, (first, rows, from, depth, block) -> {
            matrix.read(from, depth, first, rows, block);
            return true;
        });
    }

    /** The linear combinations of these columns that the columns of a small square matrix state: its first {@code wanted}. */
    double[][] combined(double[][] factors, int wanted, Parallel parallel) {
        double[][] sums = new double[wanted][length];
        parallel.run(wanted, j -> {
            double[] sum = sums[j];
            for (int l = 0; l < count; l++) {
                double factor = factors[j][l];
                double[] column = values[l];
                for (int i = 0; i < length; i++) {
                    sum[i] = Math.fma(factor, column[i], sum[i]);
                }
            }
        });
        return sums;
    }

    /** Reads rows [first, first + rows) and columns [from, from + depth) of a factor, or the transpose of that. */
    @FunctionalInterface
    private interface Reader {
        boolean read(int first, int rows, int from, int depth, double[][] block);
    }

    private Columns product(int rows, Parallel parallel, Reader reader) {
        Columns result = new Columns(count, rows);
        parallel.run(Math.ceilDiv(rows, CHUNK), chunk -> {
            int first = chunk * CHUNK;
            int wide = Math.min(CHUNK, rows - first);
            double[][] block = new double[DEPTH][DEPTH];
            double[] packed = new double[DEPTH * CHUNK];
            for (int from = 0; from < length; from += DEPTH) {
                int depth = Math.min(DEPTH, length - from);
                boolean transposed = reader.read(first, wide, from, depth, block);
                pack(block, transposed, wide, depth, packed);
                for (int strip = 0; strip < CHUNK; strip += Product.DOUBLES) {
                    for (int j = 0; j < count; j += Product.ROWS) {
                        PRODUCT.add(values, from, depth, packed, strip * DEPTH, result.values, first + strip, j);
                    }
                }
            }
        });
        return result;
    }

    private static void pack(double[][] block, boolean transposed, int rows, int depth, double[] packed) {
        for (int i = 0; i < CHUNK; i++) {
            int at = i / Product.DOUBLES * Product.DOUBLES * DEPTH + i % Product.DOUBLES;
            for (int k = 0; k < depth; k++) {
                packed[at + k * Product.DOUBLES] = i >= rows ? 0 : transposed ? block[k][i] : block[i][k];
            }
        }
    }
}
