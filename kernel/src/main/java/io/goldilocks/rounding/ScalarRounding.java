// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rounding;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One value at a time: the specification that {@link VectorRounding} equals bit for bit. */
public final class ScalarRounding implements Rounding {
    /** Values that are copied at a time: a virtual machine that has not compiled this takes long to read each from a segment. */
    private static final int BLOCK = 64;
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** Makes the scalar twin. */
    public ScalarRounding() {}

    /** The rounding of one value to 16 bits. */
    private interface Narrowing {
        short round(float value);
    }

    @Override
    public void toBf16(MemorySegment values, int count, MemorySegment out, long offset) {
        each(values, count, ScalarRounding::bf16, out, offset);
    }

    @Override
    public void toF16(MemorySegment values, int count, MemorySegment out, long offset) {
        each(values, count, Float::floatToFloat16, out, offset);
    }

    @Override
    public void toFloat8(Float8 type, MemorySegment values, int count, MemorySegment out, long offset) {
        for (int i = 0; i < count; i++) {
            out.set(ValueLayout.JAVA_BYTE, offset + i, type.round(values.get(F32, (long) i * Float.BYTES)));
        }
    }

    private static void each(MemorySegment values, int count, Narrowing narrowing, MemorySegment out, long offset) {
        float[] block = new float[BLOCK];
        short[] rounded = new short[BLOCK];
        for (int done = 0; done < count; done += BLOCK) {
            MemorySegment.copy(values, F32, (long) done * Float.BYTES, block, 0, BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                rounded[i] = narrowing.round(block[i]);
            }
            MemorySegment.copy(rounded, 0, out, HALF, offset + (long) done * Short.BYTES, BLOCK);
        }
    }

    /**
     * Rounds one value to bfloat16.
     *
     * @param value any value
     * @return the nearest, as its bits
     */
    public static short bf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // Stays NaN by its quiet bit.
            return (short) ((bits >>> 16) | 0x40);
        }
        // Half a unit of the last place kept, less one bit, plus that place's own bit: a carry out of the part cut off happens
        // exactly when it is over half, or is half and the place is odd.
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
