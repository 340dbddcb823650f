// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * The quantile of the Gaussian, Φ⁻¹(p), as y·N(w)/D(w) with y = 2p − 1 and w = −ln 4p(1 − p), after M. Giles, "Approximating
 * the erfinv function", GPU Computing Gems, 2011, but with one rational function where he takes two polynomials: no lane
 * chooses. Each {@link QuantileRange} has its own; coefficients are near-minimax fits, rounded to f32, lowest power first.
 * Evaluation is Horner's rule in fused multiply-adds.
 */
final class FloatQuantile {
    /** For z up to 3.01 as y·N(x)/D(x), where x = 1 − y² = e⁻ʷ: no logarithm. */
    private static final float[] CENTRAL_N = {
        0x1.6ec69cp-25f, 0x1.5ee7c4p-15f, 0x1.a8d4e8p-8f, 0x1.fe6f2ap-3f, 0x1.58e70cp1f, 0x1.00fe62p3f,
        0x1.5c8766p2f, 0x1.975602p-2f
    };
    private static final float[] CENTRAL_D = {
        0x1.78bbeap-27f, 0x1.aff958p-17f, 0x1.306e4ep-9f, 0x1.aea74ep-4f, 0x1.62dac2p0f, 0x1.595bfep2f,
        0x1.6234d6p2f, 0x1p0f
    };
    private static final float[] WIDE_N = {
        0x1.40d932p0f, 0x1.d287d2p-2f, 0x1.83689cp-4f, 0x1.b4854cp-7f, 0x1.48ff9ep-10f, 0x1.2f93dep-14f,
        0x1.bed7fep-22f
    };
    private static final float[] WIDE_D = {
        0x1p0f, 0x1.a09dfcp-4f, 0x1.255718p-5f, 0x1.4f68cap-9f, 0x1.26eb4ep-12f, 0x1.6b4b86p-18f, 0x1.aa1feap-28f
    };
    private static final float[] TAIL_N = {
        0x1.0d04c8p0f, 0x1.cb807p-2f, -0x1.a1f5aep-5f, 0x1.c6b0eap-7f, 0x1.35c0e6p-10f, 0x1.fa3fbap-17f,
        0x1.00fd0ap-25f
    };
    private static final float[] TAIL_D = {
        0x1p0f, -0x1.6d306p-5f, 0x1.029d88p-7f, 0x1.02d3a6p-8f, 0x1.ecc95cp-14f, 0x1.4eff8ap-21f, 0x1.5dd9b4p-32f
    };
    private static final float[] FAR_N = {
        0x1.1bbdf6p0f, 0x1.43e376p-1f, 0x1.260324p-5f, 0x1.01429ep-11f, 0x1.03ed3cp-19f, 0x1.1fc866p-29f,
        0x1.e2fbbcp-42f
    };
    private static final float[] FAR_D = {
        0x1p0f, 0x1.128e3ep-3f, 0x1.ccddeep-9f, 0x1.abf1b8p-16f, 0x1.ccc3ccp-25f, 0x1.e17dc4p-36f, 0x1.b72458p-50f
    };

    private FloatQuantile() {}

    /** N on a range. */
    static float[] numerator(QuantileRange range) {
        return switch (range) {
            case CENTRAL -> CENTRAL_N;
            case WIDE -> WIDE_N;
            case TAIL -> TAIL_N;
            case FAR -> FAR_N;
        };
    }

    /** D on a range. */
    static float[] denominator(QuantileRange range) {
        return switch (range) {
            case CENTRAL -> CENTRAL_D;
            case WIDE -> WIDE_D;
            case TAIL -> TAIL_D;
            case FAR -> FAR_D;
        };
    }

    /** A polynomial. */
    static float horner(float w, float[] coefficients) {
        float value = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            value = Math.fma(w, value, coefficients[i]);
        }
        return value;
    }
}
