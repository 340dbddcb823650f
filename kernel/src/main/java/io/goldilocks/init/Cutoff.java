// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;

/** Gaussians of mean 0 that may be cut at a multiple of σ, as OLMo cuts them: without correcting σ. */
final class Cutoff {
    /** Multiples of σ, or inf for a Gaussian that is not cut. */
    static final Parameter<Double> PARAMETER = Parameter.extended("cutoff").or("inf");

    private Cutoff() {}

    static Distribution normal(double std, double cutoff) {
        return std == 0 || Double.isInfinite(cutoff)
                ? new Normal(0, std)
                : new TruncatedNormal(0, std, -cutoff * std, cutoff * std);
    }

    static void require(String name, double cutoff) {
        if (!(cutoff > 0)) {
            throw new IllegalArgumentException(
                    name + " cutoff " + cutoff + " is malformed: expected a positive multiple of sigma, or inf");
        }
    }

    /** How the parameter is written after others; not at all for inf. */
    static String written(double cutoff) {
        return Double.isInfinite(cutoff) ? "" : ",cutoff=" + cutoff;
    }
}
