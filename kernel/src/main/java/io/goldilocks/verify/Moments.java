// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

/** The running figures of the blocks seen so far. */
final class Moments {
    private long count;
    private double mean;
    /** The sum of the squared distances from the mean. */
    private double squares;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Takes in the first {@code length} values of a block, at least one. */
    void add(double[] block, int length) {
        double sum = 0;
        double least = min;
        double greatest = max;
        for (int i = 0; i < length; i++) {
            double value = block[i];
            sum += value;
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        min = least;
        max = greatest;
        double center = sum / length;
        double residue = 0;
        double residueSquares = 0;
        for (int i = 0; i < length; i++) {
            double distance = block[i] - center;
            residue += distance;
            residueSquares += distance * distance;
        }
        // The residue would be 0 but for the rounding of the center.
        double correction = residue / length;
        join(length, center + correction, residueSquares - residue * correction);
    }

    TensorStatistics statistics() {
        boolean defined = Double.isFinite(squares);
        // The correction may leave a sum of squares that should be 0 just below it.
        return new TensorStatistics(count, defined ? mean : Double.NaN,
                defined ? Math.sqrt(Math.max(squares, 0) / count) : Double.NaN, min, max);
    }

    private void join(long otherCount, double otherMean, double otherSquares) {
        long total = count + otherCount;
        double distance = otherMean - mean;
        double share = (double) otherCount / total;
        mean += distance * share;
        squares += otherSquares + distance * distance * count * share;
        count = total;
    }
}
