// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * The Gaussian conditioned on a range, by inverting its distribution function: one word for an f32 sample, two for an f64
 * one, and no rejection. Bounds that cut nothing off give the samples of {@link Normal}. No sample lies outside [low, high]: f32
 * and f64 samples never leave it, and the narrower types round the f32 sample once, which can reach the value of the type nearest
 * to a bound and so pass it by half a unit of their last place.
 *
 * @param mean the mean of the Gaussian before it is cut
 * @param std its standard deviation, greater than 0
 * @param low the lower bound, absolute; −∞ cuts nothing off
 * @param high the upper bound, absolute, greater than {@code low}; ∞ cuts nothing off
 */
public record TruncatedNormal(double mean, double std, double low, double high) implements Distribution {
    /** How far from the mean the range may begin, in standard deviations: beyond it lies less than 10⁻²⁹⁹ of the Gaussian. */
    public static final double MAX_DISTANCE = 37;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if the mean or {@code std} is not finite, {@code std} is not positive, {@code low} is
     *     not below {@code high}, or the range begins more than {@link #MAX_DISTANCE} standard deviations from the mean
     */
    public TruncatedNormal {
        if (!Double.isFinite(mean) || !Double.isFinite(std) || !(std > 0) || !(low < high)) {
            throw new IllegalArgumentException("truncated normal mean " + mean + ", std " + std + " and bounds " + low
                    + " and " + high + " are malformed: expected a finite mean, a finite std > 0 and low < high");
        }
        double distance = Math.max(low - mean, mean - high) / std;
        if (distance > MAX_DISTANCE) {
            throw new IllegalArgumentException("truncated normal bounds " + low + " and " + high + " begin " + distance
                    + " standard deviations from the mean " + mean + ": expected at most " + MAX_DISTANCE
                    + ", beyond which lies less than 1e-299 of the Gaussian");
        }
    }

    /**
     * Returns the moments in units of the Gaussian before it is cut: the samples have the mean
     * {@code mean + std·moments().mean()} and the standard deviation {@code std·moments().std()}.
     *
     * @return the moments of the standard Gaussian between the bounds counted from the mean in standard deviations
     */
    public TruncatedMoments moments() {
        return TruncatedMoments.of((low - mean) / std, (high - mean) / std);
    }

    /**
     * Returns whether the bounds lie beyond all that {@link Normal} of the same mean and std makes in f32. Then its samples are
     * taken: between its reach and the bounds lies less of the Gaussian than a word can tell apart.
     *
     * @return whether nothing is cut off in f32
     */
    public boolean isUncutF32() {
        float reach = (float) std * Normal.REACH_F32;
        return (float) mean - reach >= lowFloat() && (float) mean + reach <= highFloat();
    }

    /**
     * Returns the same for f64.
     *
     * @return whether nothing is cut off in f64
     */
    public boolean isUncutF64() {
        double reach = std * Normal.REACH_F64;
        return mean - reach >= low && mean + reach <= high;
    }

    /**
     * Returns whether both bounds are so near to the mean that f32 samples need no logarithm.
     *
     * @return whether the range is {@link QuantileRange#CENTRAL}
     */
    public boolean isCentral() {
        return QuantileRange.of((low - mean) / std, (high - mean) / std) == QuantileRange.CENTRAL;
    }

    /**
     * Returns the least sample that f32 can hold.
     *
     * @return the least float that is not below the lower bound
     */
    public float lowFloat() {
        float nearest = (float) low;
        return nearest < low ? Math.nextUp(nearest) : nearest;
    }

    /**
     * Returns the greatest sample that f32 can hold.
     *
     * @return the greatest float that is not above the upper bound; less than {@link #lowFloat} if no float lies between them
     */
    public float highFloat() {
        float nearest = (float) high;
        return nearest > high ? Math.nextDown(nearest) : nearest;
    }
}
