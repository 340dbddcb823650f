// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * Evenly spread over [low, high): {@code low + u·(high − low)} by one fused multiply-add, with u a multiple of 2⁻²⁴ (f32)
 * or 2⁻⁵³ (f64) in [0, 1). The final rounding can reach {@code high} itself.
 *
 * @param low the lower bound
 * @param high the upper bound, at least {@code low}
 */
public record Uniform(double low, double high) implements Distribution {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a bound or the distance between them is not finite, or they are in the wrong order
     */
    public Uniform {
        if (!(low <= high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    "uniform bounds " + low + " and " + high + " are malformed: expected finite low <= high");
        }
    }
}
