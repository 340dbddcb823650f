// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

/**
 * The values of the 8-bit floats, by code.
 *
 * <p>Sources: "OCP 8-bit Floating Point Specification (OFP8)" 1.0 for E4M3 and E5M2; "OCP Microscaling Formats (MX)
 * Specification" 1.0 for E8M0; Noune et al. 2022 ("8-bit Numerical Formats for Deep Neural Networks") for the two FNUZ
 * types, whose bias is greater by one and whose only special code is 0x80, a NaN.
 */
final class Float8Values {
    static final double[] E4M3 = table(3, 7);
    static final double[] E5M2 = table(2, 15);
    static final double[] E4M3FNUZ = table(3, 8);
    static final double[] E5M2FNUZ = table(2, 16);
    static final double[] E8M0 = new double[256];

    static {
        E4M3[0x7F] = Double.NaN;
        E4M3[0xFF] = Double.NaN;
        for (int code = 0x7C; code <= 0x7F; code++) {
            boolean infinite = code == 0x7C;
            E5M2[code] = infinite ? Double.POSITIVE_INFINITY : Double.NaN;
            E5M2[code | 0x80] = infinite ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        E4M3FNUZ[0x80] = Double.NaN;
        E5M2FNUZ[0x80] = Double.NaN;
        for (int code = 0; code < 255; code++) {
            E8M0[code] = Math.scalb(1.0, code - 127);
        }
        E8M0[255] = Double.NaN;
    }

    private Float8Values() {}

    private static double[] table(int mantissaBits, int bias) {
        double[] values = new double[256];
        int implicitOne = 1 << mantissaBits;
        for (int code = 0; code < 128; code++) {
            int exponent = code >> mantissaBits;
            int mantissa = code & (implicitOne - 1);
            int significand = exponent == 0 ? mantissa : implicitOne + mantissa;
            values[code] = Math.scalb((double) significand, Math.max(exponent, 1) - bias - mantissaBits);
            values[code | 0x80] = -values[code];
        }
        return values;
    }
}
