// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * The quantile of the Gaussian, Φ⁻¹(p), as y·R(w) with y = 2p − 1 and w = −ln 4p(1 − p), after M. Giles, "Approximating the
 * erfinv function", GPU Computing Gems, 2011, but with a rational function R = N/D in place of his two polynomials: one
 * formula from the median to the far tail. Coefficients are minimax fits, rounded to f32, lowest power first; all are
 * positive, so nothing cancels. Evaluation is Horner's rule in fused multiply-adds.
 */
final class FloatQuantile {
    /** The degree of N and of D. */
    static final int DEGREE = 6;

    private static final float[] NEAR_N = {0x1.40d932p0f, 0x1.d85914p-2f, 0x1.8e0f48p-4f, 0x1.c801eep-7f,
        0x1.60931ap-10f, 0x1.5a8868p-14f, 0x1.39b96cp-21f};
    private static final float[] NEAR_D = {0x1p0f, 0x1.b32f16p-4f, 0x1.2c9e78p-5f, 0x1.672eb6p-9f, 0x1.4242d2p-12f,
        0x1.c130c6p-18f, 0x1.721322p-27f};
    private static final float[] FAR_N = {0x1.ec1666p-1f, 0x1.6c93acp-1f, 0x1.afadbap-5f, 0x1.e30564p-11f,
        0x1.307952p-18f, 0x1.9a024cp-28f, 0x1.984194p-40f};
    private static final float[] FAR_D = {0x1p0f, 0x1.63b2dp-3f, 0x1.807d0ep-8f, 0x1.c28098p-15f, 0x1.2a9f5ep-23f,
        0x1.76c08p-34f, 0x1.90dc4ep-48f};

    private FloatQuantile() {}

    /** N for w in [0, 56], or for w in [29, 744] if {@code far}. */
    static float[] numerator(boolean far) {
        return far ? FAR_N : NEAR_N;
    }

    /** D for w in [0, 56], or for w in [29, 744] if {@code far}. */
    static float[] denominator(boolean far) {
        return far ? FAR_D : NEAR_D;
    }

    /** A polynomial of w. */
    static float horner(float w, float[] coefficients) {
        float value = coefficients[DEGREE];
        for (int i = DEGREE - 1; i >= 0; i--) {
            value = Math.fma(w, value, coefficients[i]);
        }
        return value;
    }
}
