// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Uniform;

/** The two families that fan-scaled initialisers draw from, both with mean 0. */
public enum Draw {
    /** Evenly spread over [−√3·std, √3·std). */
    UNIFORM,
    /** Gaussian, not truncated. */
    NORMAL;

    /**
     * Makes the member of the family that has a given spread.
     *
     * @param std the standard deviation, finite and at least 0
     * @return the distribution
     */
    public Distribution withStd(double std) {
        double bound = Math.sqrt(3) * std;
        return this == NORMAL ? new Normal(0, std) : new Uniform(-bound, bound);
    }

    /** Returns the written name, for example {@code uniform}. */
    @Override
    public String toString() {
        return Names.of(this);
    }
}
