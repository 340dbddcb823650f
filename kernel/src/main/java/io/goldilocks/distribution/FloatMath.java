// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * The polynomials of the f32 normal, and their scalar evaluation, which is the specification. Coefficients are minimax fits
 * to f32 (Remez, then rounded as a lattice problem), lowest power first; evaluation is in fused multiply-adds, by Horner's rule
 * but for the logarithm. That one is the longest chain of a normal's operations, which decides its speed on a core whose other
 * hardware thread is busy: Estrin's scheme makes it 15 cycles shorter, the kernel a quarter faster there.
 * Only operations that IEEE 754 defines to the last bit occur, so every machine and every width gets the same bits. The
 * errors stated here are asserted by tests over every input that can occur.
 */
final class FloatMath {
    /** Bits of the float nearest to √½: mantissas are taken from [√½, √2). */
    static final int SQRT_HALF_BITS = 0x3F3504F3;
    /** The bits of a float below its exponent. */
    static final int MANTISSA = 0x7FFFFF;
    static final float LN2 = 0x1.62e43p-1f;

    /** (−ln(1 − g) − g) / g² on [1 − √2, 1 − √½]. */
    static final float L0 = 0x1.fffffap-2f;
    static final float L1 = 0x1.5556f2p-2f;
    static final float L2 = 0x1.0004bp-2f;
    static final float L3 = 0x1.98d336p-3f;
    static final float L4 = 0x1.535a3cp-3f;
    static final float L5 = 0x1.317e24p-3f;
    static final float L6 = 0x1.251406p-3f;
    static final float L7 = 0x1.660ec8p-4f;

    /** sin(π/4·t) / t as a polynomial of t² on [−1, 1]. */
    static final float S0 = 0x1.921fb6p-1f;
    static final float S1 = -0x1.4abbecp-4f;
    static final float S2 = 0x1.466b2p-9f;
    static final float S3 = -0x1.2f5992p-15f;

    /** cos(π/4·t) as a polynomial of t² on [−1, 1]. */
    static final float C0 = 0x1p0f;
    static final float C1 = -0x1.3bd3ccp-2f;
    static final float C2 = 0x1.03c1b8p-6f;
    static final float C3 = -0x1.55b7cep-12f;
    static final float C4 = 0x1.d684aap-19f;

    private FloatMath() {}

    /** −ln u for u in [2⁻³², 1], within 1.30 ulp. */
    static float negLog(float u) {
        int bits = Float.floatToRawIntBits(u) - SQRT_HALF_BITS;
        float g = 1 - Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF_BITS);
        float g2 = g * g;
        float low = Math.fma(g2, Math.fma(g, L3, L2), Math.fma(g, L1, L0));
        float high = Math.fma(g2, Math.fma(g, L7, L6), Math.fma(g, L5, L4));
        float p = Math.fma(g2 * g2, high, low);
        return Math.fma(g2, p, Math.fma(bits >> 23, -LN2, g));
    }

    /** sin(π/4·t) / t for t in [−1, 1], given z = t²; times t it is the sine within 1.65 ulp. */
    static float sinOverT(float z) {
        return Math.fma(z, Math.fma(z, Math.fma(z, S3, S2), S1), S0);
    }

    /** cos(π/4·t) for t in [−1, 1], given z = t², within 0.90 ulp. */
    static float cos(float z) {
        return Math.fma(z, Math.fma(z, Math.fma(z, Math.fma(z, C4, C3), C2), C1), C0);
    }
}
