// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

/**
 * Mean and central moments up to the fourth of the blocks seen so far, each block in two passes and joined to the others. The order
 * of the sums is that of the blocks, so that the same blocks give the same figures, bit for bit.
 *
 * <p>Source: Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments"
 * (2008), equations 2.1 and 2.2.
 */
final class CentralMoments {
    private long count;
    private double mean;
    /** Sums of powers of the distances from the mean. */
    private double second;
    private double third;
    private double fourth;

    /** Takes in the first {@code length} values of a block, at least one, all finite. */
    void add(double[] block, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += block[i];
        }
        double centre = sum / length;
        double squares = 0;
        double cubes = 0;
        double fourths = 0;
        for (int i = 0; i < length; i++) {
            double distance = block[i] - centre;
            double square = distance * distance;
            squares += square;
            cubes += square * distance;
            fourths += square * square;
        }
        join(length, centre, squares, cubes, fourths);
    }

    private void join(long otherCount, double otherMean, double otherSecond, double otherThird, double otherFourth) {
        double a = count;
        double b = otherCount;
        double n = a + b;
        double delta = otherMean - mean;
        double step = delta / n;
        fourth += otherFourth + a * b * (a * a - a * b + b * b) * delta * step * step * step
                + 6 * (a * a * otherSecond + b * b * second) * step * step + 4 * (a * otherThird - b * third) * step;
        third += otherThird + a * b * (a - b) * delta * step * step + 3 * (a * otherSecond - b * second) * step;
        second += otherSecond + a * b * delta * step;
        mean += b * step;
        count += otherCount;
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** The mean square of the distances from the mean. */
    double variance() {
        return second / count;
    }

    /** The fourth moment in units of the squared variance: 3 for a Gaussian. */
    double kurtosis() {
        return count * fourth / (second * second);
    }
}
