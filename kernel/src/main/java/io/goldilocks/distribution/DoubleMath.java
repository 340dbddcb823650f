// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/** The polynomials of the f64 normal, and their scalar evaluation: the twin of {@link FloatMath} in f64. */
final class DoubleMath {
    /** Bits of the double nearest to √½: mantissas are taken from [√½, √2). */
    static final long SQRT_HALF_BITS = 0x3FE6A09E667F3BCDL;
    static final long MANTISSA = 0x000FFFFFFFFFFFFFL;
    /** Added to an exponent so that it is positive and a logical shift extracts it: AVX2 has no arithmetic one. */
    static final int EXPONENT_BIAS = 64;
    /** Takes the bits of a double to those of its exponent counted from √½, biased, above the mantissa. */
    static final long TO_EXPONENT = ((long) EXPONENT_BIAS << 52) - SQRT_HALF_BITS;
    /** 1.5·2⁵²: a small integer added to its bits, and it subtracted as a double, convert without a long-to-double. */
    static final double ROUNDER = 0x1.8p52;
    static final long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER) - EXPONENT_BIAS;
    static final double LN2 = 0x1.62e42fefa39efp-1;

    /** (−2·artanh(s) / s + 2) / s² as a polynomial of s², for s = f / (2 + f), f in [√½ − 1, √2 − 1]. */
    static final double L1 = -0x1.5555555555555p-1;
    static final double L2 = -0x1.9999999999d0ap-2;
    static final double L3 = -0x1.249249243a37ap-2;
    static final double L4 = -0x1.c71c724a7ef93p-3;
    static final double L5 = -0x1.745ce211bab5ep-3;
    static final double L6 = -0x1.3b201844232bdp-3;
    static final double L7 = -0x1.0f68505bc720ap-3;
    static final double L8 = -0x1.0f049b86b2776p-3;

    /** sin(π/4·t) / t as a polynomial of t² on [−1, 1]. */
    static final double S0 = 0x1.921fb54442d18p-1;
    static final double S1 = -0x1.4abbce625be09p-4;
    static final double S2 = 0x1.466bc67754fffp-9;
    static final double S3 = -0x1.32d2ccdfe9424p-15;
    static final double S4 = 0x1.50782d5f14825p-22;
    static final double S5 = -0x1.e2fe76fdffd29p-30;
    static final double S6 = 0x1.e357ef99eaea7p-38;

    /** cos(π/4·t) as a polynomial of t² on [−1, 1]. */
    static final double C0 = 0x1p0;
    static final double C1 = -0x1.3bd3cc9be45dep-2;
    static final double C2 = 0x1.03c1f081b5a67p-6;
    static final double C3 = -0x1.55d3c7e3c325bp-12;
    static final double C4 = 0x1.e1f5067b90b37p-19;
    static final double C5 = -0x1.a6d1e7294bff9p-26;
    static final double C6 = 0x1.f9c89ca1d4f4ap-34;
    static final double C7 = -0x1.b167302e2337bp-42;

    private DoubleMath() {}

    /** −ln u for u in [2⁻⁶³, 1], within 2 ulp. */
    static double negLog(double u) {
        long bits = Double.doubleToRawLongBits(u) + TO_EXPONENT;
        double exponent = Double.longBitsToDouble((bits >>> 52) + ROUNDER_BITS) - ROUNDER;
        double f = Double.longBitsToDouble((bits & MANTISSA) + SQRT_HALF_BITS) - 1;
        double s = f / (2 + f);
        double z = s * s;
        double p = Math.fma(z, L8, L7);
        p = Math.fma(z, p, L6);
        p = Math.fma(z, p, L5);
        p = Math.fma(z, p, L4);
        p = Math.fma(z, p, L3);
        p = Math.fma(z, p, L2);
        p = Math.fma(z, p, L1);
        // −2·s = −f + s·f is exact where −2·s alone would carry the error of the division.
        double q = Math.fma(s, Math.fma(z, p, f), -f);
        return Math.fma(exponent, -LN2, q);
    }

    /** sin(π/4·t) / t for t in [−1, 1], given z = t²; times t it is the sine within 2 ulp. */
    static double sinOverT(double z) {
        double p = Math.fma(z, S6, S5);
        p = Math.fma(z, p, S4);
        p = Math.fma(z, p, S3);
        p = Math.fma(z, p, S2);
        p = Math.fma(z, p, S1);
        return Math.fma(z, p, S0);
    }

    /** cos(π/4·t) for t in [−1, 1], given z = t², within 1 ulp. */
    static double cos(double z) {
        double p = Math.fma(z, C7, C6);
        p = Math.fma(z, p, C5);
        p = Math.fma(z, p, C4);
        p = Math.fma(z, p, C3);
        p = Math.fma(z, p, C2);
        p = Math.fma(z, p, C1);
        return Math.fma(z, p, C0);
    }
}
