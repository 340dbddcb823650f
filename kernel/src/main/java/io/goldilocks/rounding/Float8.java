// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rounding;

/**
 * The two 8-bit floats of the OCP specification "OFP8" (2023), rounded from f32 once, to nearest, ties to even, without
 * saturation: what lies beyond the greatest value becomes infinity (E5M2) or, where the type has none, NaN (E4M3), as torch
 * and ml_dtypes have it.
 */
public enum Float8 {
    /** 4 exponent bits (bias 7), 3 mantissa bits, greatest value 448, NaN 0x7F, no infinity. */
    E4M3(3, 7, 0x7E, 0x7F, 0x7F),
    /** 5 exponent bits (bias 15), 2 mantissa bits, greatest value 57344, infinity 0x7C, NaN 0x7F. */
    E5M2(2, 15, 0x7B, 0x7C, 0x7F);

    final int mantissaBits;
    final int bias;
    /** The code of the greatest value, of what lies beyond, and of NaN; all positive. */
    final int greatest;
    final int overflow;
    final int nan;

    Float8(int mantissaBits, int bias, int greatest, int overflow, int nan) {
        this.mantissaBits = mantissaBits;
        this.bias = bias;
        this.greatest = greatest;
        this.overflow = overflow;
        this.nan = nan;
    }

    /**
     * Rounds one value.
     *
     * @param value any value
     * @return the code of the nearest; NaN keeps its sign
     */
    public byte round(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 24) & 0x80;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (byte) (sign | nan);
        }
        int rounded;
        if (magnitude < Math.scalb(1f, 1 - bias)) {
            // Subnormal: Math.rint rounds ties to even, and the scaling by a power of two is exact.
            rounded = (int) Math.rint(Math.scalb((double) magnitude, bias - 1 + mantissaBits));
        } else {
            int cut = 23 - mantissaBits;
            int top = bits & Integer.MAX_VALUE;
            int halfLessOneBit = (1 << (cut - 1)) - 1;
            int odd = (top >>> cut) & 1;
            rounded = ((top + halfLessOneBit + odd) >>> cut) - ((127 - bias) << mantissaBits);
        }
        return (byte) (sign | (rounded > greatest ? overflow : rounded));
    }
}
