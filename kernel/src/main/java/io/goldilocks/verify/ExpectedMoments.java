// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedMoments;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import java.util.OptionalDouble;

/**
 * The moments that samples of a distribution have on average.
 *
 * @param mean the mean
 * @param std the standard deviation, 0 for a constant
 * @param kurtosis the fourth central moment in units of std⁴
 * @param kurtosisVariance the variance of the sample's kurtosis, times the number of samples; nothing if it is not known
 */
record ExpectedMoments(double mean, double std, double kurtosis, OptionalDouble kurtosisVariance) {
    static ExpectedMoments of(Distribution distribution) {
        return switch (distribution) {
            case Constant(double value) -> new ExpectedMoments(value, 0, 0, OptionalDouble.empty());
            case Normal(double mean, double std) -> symmetric(mean, std, 3, 15, 105);
            case Uniform(double low, double high) ->
                symmetric(low + (high - low) / 2, (high - low) / Math.sqrt(12), 9.0 / 5, 27.0 / 7, 9);
            case TruncatedNormal normal -> truncated(normal);
        };
    }

    /**
     * A distribution that is symmetric about its mean, from its standardised moments of orders 4, 6 and 8. The variance of the
     * sample's kurtosis m₄/m₂² is, to first order, α₈ − 4α₄α₆ + 4α₄³ − α₄² over the number of samples (delta method): 24 for a
     * Gaussian.
     */
    private static ExpectedMoments symmetric(double mean, double std, double fourth, double sixth, double eighth) {
        double variance = eighth - 4 * fourth * sixth + 4 * fourth * fourth * fourth - fourth * fourth;
        return new ExpectedMoments(mean, std, fourth, std > 0 ? OptionalDouble.of(variance) : OptionalDouble.empty());
    }

    /** Even moments by parts: E zᵏ = (k−1) E zᵏ⁻² − 2bᵏ⁻¹φ(b)/mass on [−b, b]. */
    private static ExpectedMoments truncated(TruncatedNormal normal) {
        TruncatedMoments cut = normal.moments();
        double mean = normal.mean() + normal.std() * cut.mean();
        double std = normal.std() * cut.std();
        double bound = (normal.high() - normal.mean()) / normal.std();
        double lower = (normal.mean() - normal.low()) / normal.std();
        boolean symmetric = lower == bound || Math.abs(lower - bound) <= 1e-9;
        // The sums cancel where little of the Gaussian is left.
        if (!symmetric || bound < 0.5) {
            return new ExpectedMoments(mean, std, Double.NaN, OptionalDouble.empty());
        }
        if (Double.isInfinite(bound)) {
            return symmetric(mean, std, 3, 15, 105);
        }
        double edge = 2 * StrictMath.exp(-bound * bound / 2) / Math.sqrt(2 * Math.PI) / cut.mass();
        double[] even = new double[5];
        even[0] = 1;
        double power = bound;
        for (int k = 1; k < even.length; k++) {
            even[k] = (2 * k - 1) * even[k - 1] - power * edge;
            power *= bound * bound;
        }
        double square = even[1] * even[1];
        return symmetric(mean, std, even[2] / square, even[3] / (square * even[1]), even[4] / (square * square));
    }
}
