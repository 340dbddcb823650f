// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/** Where a truncated normal lies, which decides once for a fill by what rational function it is made. */
public enum QuantileRange {
    /** Both bounds within 3.01 standard deviations of the mean. */
    CENTRAL,
    /** A bound farther out, the nearer one less than 4.2: z from 0 to 10.2. */
    WIDE,
    /** The nearer bound from 4.2 to 9.5 standard deviations out. */
    TAIL,
    /** The nearer bound from 9.5 to 37 standard deviations out. */
    FAR;

    /** The range for bounds in standard deviations, {@code high} > 0. */
    static QuantileRange of(double low, double high) {
        if (Math.max(-low, high) <= 3.01) {
            return CENTRAL;
        }
        return low < 4.2 ? WIDE : low < 9.5 ? TAIL : FAR;
    }
}
