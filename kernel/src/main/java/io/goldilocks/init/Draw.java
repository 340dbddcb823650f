// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Uniform;

/** The families that scaled initialisers draw from, all with mean 0. */
public enum Draw {
    /** Evenly spread over [−√3·std, √3·std). */
    UNIFORM,
    /** Gaussian, not truncated. */
    NORMAL,
    /** Gaussian, cut at twice its own standard deviation, which is wider than that of the values. */
    TRUNCATED_NORMAL;

    /**
     * Makes the member of the family that has a given spread.
     *
     * @param std the standard deviation of the values, finite and at least 0
     * @return the distribution
     */
    public Distribution withStd(double std) {
        double bound = Math.sqrt(3) * std;
        return switch (this) {
            case UNIFORM -> new Uniform(-bound, bound);
            case NORMAL -> new Normal(0, std);
            case TRUNCATED_NORMAL -> TruncatedGaussian.twoSigmas(std);
        };
    }

    /** A formula for a reader: the family, with a formula of its std. */
    String ofStd(String std) {
        return switch (this) {
            case UNIFORM -> "U(±√3·std), std = " + std;
            case NORMAL -> "N(0, std²), std = " + std;
            case TRUNCATED_NORMAL -> "N(0, σ²) on ±2σ, std of the values " + std;
        };
    }

    /** Returns the written name, for example {@code uniform}. */
    @Override
    public String toString() {
        return Names.of(this);
    }
}
