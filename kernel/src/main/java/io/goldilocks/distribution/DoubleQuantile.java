// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * The quantile of the Gaussian, Φ⁻¹(p), as y·R(w) with y = 2p − 1 and w = −ln 4p(1 − p), after M. Giles, "Approximating the
 * erfinv function", GPU Computing Gems, 2011, but with a rational function R = N/D in place of his two polynomials: one
 * formula from the median to the far tail. Coefficients are minimax fits, rounded to f64, lowest power first; all are
 * positive, so nothing cancels. Evaluation is Horner's rule in fused multiply-adds.
 */
final class DoubleQuantile {
    /** The degree of N and of D. */
    static final int DEGREE = 6;

    private static final double[] NEAR_N = {0x1.40d932p0, 0x1.d85914p-2, 0x1.8e0f48p-4, 0x1.c801eep-7,
        0x1.60931ap-10, 0x1.5a8868p-14, 0x1.39b96cp-21};
    private static final double[] NEAR_D = {0x1p0, 0x1.b32f16p-4, 0x1.2c9e78p-5, 0x1.672eb6p-9, 0x1.4242d2p-12,
        0x1.c130c6p-18, 0x1.721322p-27};
    private static final double[] FAR_N = {0x1.ec1666p-1, 0x1.6c93acp-1, 0x1.afadbap-5, 0x1.e30564p-11,
        0x1.307952p-18, 0x1.9a024cp-28, 0x1.984194p-40};
    private static final double[] FAR_D = {0x1p0, 0x1.63b2dp-3, 0x1.807d0ep-8, 0x1.c28098p-15, 0x1.2a9f5ep-23,
        0x1.76c08p-34, 0x1.90dc4ep-48};

    private DoubleQuantile() {}

    /** N for w in [0, 56], or for w in [29, 744] if {@code far}. */
    static double[] numerator(boolean far) {
        return far ? FAR_N : NEAR_N;
    }

    /** D for w in [0, 56], or for w in [29, 744] if {@code far}. */
    static double[] denominator(boolean far) {
        return far ? FAR_D : NEAR_D;
    }

    /** A polynomial of w. */
    static double horner(double w, double[] coefficients) {
        double value = coefficients[DEGREE];
        for (int i = DEGREE - 1; i >= 0; i--) {
            value = Math.fma(w, value, coefficients[i]);
        }
        return value;
    }
}
