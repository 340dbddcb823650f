// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * The Gaussian, by Box–Muller: f32 samples reach 6.6 standard deviations, f64 samples 9.3.
 *
 * @param mean the mean
 * @param std the standard deviation, at least 0
 */
public record Normal(double mean, double std) implements Distribution {
    /** No f32 sample lies this many standard deviations from the mean: √(2·32·ln 2) = 6.66, and some for rounding. */
    static final float REACH_F32 = 6.67f;
    /** No f64 sample lies this many standard deviations from the mean: √(2·63·ln 2) = 9.345, and some for rounding. */
    static final double REACH_F64 = 9.35;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if one is not finite or {@code std} is negative
     */
    public Normal {
        if (!Double.isFinite(mean) || !Double.isFinite(std) || std < 0) {
            throw new IllegalArgumentException(
                    "normal mean " + mean + " and std " + std + " are malformed: expected finite values and std >= 0");
        }
    }
}
