// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/**
 * The mean of rows that arrive in batches, in f64: the first row plus the mean distance from it, summed in the order of the rows.
 * So the bits depend on the rows and their order, not on how they are cut into batches. Not thread-safe.
 */
public final class MeanRow {
    private final double[] origin;
    private final double[] sums;
    private long count;

    /**
     * Begins without rows.
     *
     * @param width the length of a row, at least 1
     */
    public MeanRow(int width) {
        origin = new double[width];
        sums = new double[width];
    }

    /**
     * Adds rows.
     *
     * @param rows the rows, one after the other
     * @param added how many
     */
    public void add(double[] rows, int added) {
        int width = origin.length;
        if (count == 0 && added > 0) {
            System.arraycopy(rows, 0, origin, 0, width);
        }
        for (int row = 0; row < added; row++) {
            for (int i = 0; i < width; i++) {
                sums[i] += rows[row * width + i] - origin[i];
            }
        }
        count += added;
    }

    /**
     * Returns the mean.
     *
     * @return a row; NaN if there were none
     */
    public double[] value() {
        double[] mean = new double[origin.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = origin[i] + distance(i);
        }
        return mean;
    }

    long count() {
        return count;
    }

    /** An element of the first row, from which the others are counted. */
    double origin(int i) {
        return origin[i];
    }

    /** How far the mean is from the first row. */
    double distance(int i) {
        return sums[i] / count;
    }
}
