// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

/** One value at a time: the specification that {@link VectorRounding} equals bit for bit. */
final class ScalarRounding implements Rounding {
    @Override
    public void toBf16(float[] values, int count, short[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = bf16(values[i]);
        }
    }

    @Override
    public void toF16(float[] values, int count, short[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = Float.floatToFloat16(values[i]);
        }
    }

    /**
     * Half a unit of the last place kept, less one bit, plus that place's own bit: a carry out of the part cut off happens
     * exactly when it is over half, or is half and the place is odd. A NaN is kept one by setting its quiet bit instead.
     */
    static short bf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
