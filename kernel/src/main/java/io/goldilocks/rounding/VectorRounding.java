// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rounding;

import static io.goldilocks.simd.Lanes.BYTES;
import static io.goldilocks.simd.Lanes.FLOAT;
import static io.goldilocks.simd.Lanes.HALF_SHORT;
import static io.goldilocks.simd.Lanes.INT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.simd.PlainMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link ScalarRounding} on vectors. */
public final class VectorRounding implements Rounding {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    /** The f32 bits at and above which binary16 is normal: 2⁻¹⁴. */
    private static final int F16_NORMAL = 0x38800000;
    /** The f32 bits at and above which binary16 is infinite: 65520, halfway from its greatest value to 2¹⁶. */
    private static final int F16_INFINITE = 0x477FF000;
    private static final int F32_INFINITY = 0x7F800000;
    /** Adding ½ moves the last place of a binary16 subnormal, 2⁻²⁴, to the last place of an f32, which then rounds. */
    private static final float SUBNORMAL_MAGIC = 0.5f;
    private static final int SUBNORMAL_MAGIC_BITS = 0x3F000000;
    /** Takes the exponent from bias 127 to bias 15, and adds half a unit less one bit. */
    private static final int REBIAS_AND_HALF = ((15 - 127) << 23) + 0xFFF;

    /** Makes the vector twin. */
    public VectorRounding() {}

    @Override
    public void toBf16(MemorySegment values, int count, MemorySegment out, long offset) {
        if (values.getClass() != PlainMemory.CLASS || out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        for (int i = 0; i < count; i += INT.length()) {
            FloatVector value = FloatVector.fromMemorySegment(FLOAT, values, 4L * i, LITTLE_ENDIAN);
            IntVector bits = value.reinterpretAsInts();
            IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
            IntVector rounded = bits.add(0x7FFF).add(odd).lanewise(VectorOperators.LSHR, 16);
            IntVector quiet = bits.lanewise(VectorOperators.LSHR, 16).or(0x40);
            VectorMask<Integer> nan = bits.and(Integer.MAX_VALUE).compare(VectorOperators.GT, F32_INFINITY);
            rounded.blend(quiet, nan).convertShape(VectorOperators.I2S, HALF_SHORT, 0).reinterpretAsShorts()
                    .intoMemorySegment(out, offset + 2L * i, LITTLE_ENDIAN);
        }
    }

    @Override
    public void toF16(MemorySegment values, int count, MemorySegment out, long offset) {
        if (values.getClass() != PlainMemory.CLASS || out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        for (int i = 0; i < count; i += INT.length()) {
            IntVector bits = FloatVector.fromMemorySegment(FLOAT, values, 4L * i, LITTLE_ENDIAN).reinterpretAsInts();
            IntVector magnitude = bits.and(Integer.MAX_VALUE);
            IntVector odd = magnitude.lanewise(VectorOperators.LSHR, 13).and(1);
            IntVector normal = magnitude.add(REBIAS_AND_HALF).add(odd).lanewise(VectorOperators.LSHR, 13);
            IntVector subnormal = magnitude.reinterpretAsFloats().add(SUBNORMAL_MAGIC).reinterpretAsInts()
                    .sub(SUBNORMAL_MAGIC_BITS);
            // A NaN keeps the top bits of its payload and becomes quiet, as Float.floatToFloat16 has it.
            IntVector nan = magnitude.lanewise(VectorOperators.LSHR, 13).and(0x3FF).or(0x7E00);
            IntVector half = normal.blend(subnormal, magnitude.compare(VectorOperators.LT, F16_NORMAL))
                    .blend(0x7C00, magnitude.compare(VectorOperators.GE, F16_INFINITE))
                    .blend(nan, magnitude.compare(VectorOperators.GT, F32_INFINITY));
            half.or(bits.lanewise(VectorOperators.LSHR, 16).and(0x8000))
                    .convertShape(VectorOperators.I2S, HALF_SHORT, 0)
                    .reinterpretAsShorts().intoMemorySegment(out, offset + 2L * i, LITTLE_ENDIAN);
        }
    }

    @Override
    public void toFloat8(Float8 type, MemorySegment values, int count, MemorySegment out, long offset) {
        if (values.getClass() != PlainMemory.CLASS || out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        // As toF16: bits below the mantissa are cut off, the exponent moves, and of a subnormal the last place moves to an f32's.
        int cut = 23 - type.mantissaBits;
        int rebiasAndHalf = ((type.bias - 127) << 23) + (1 << (cut - 1)) - 1;
        int leastNormal = (128 - type.bias) << 23;
        float magic = Math.scalb(1f, 24 - type.bias - type.mantissaBits);
        // No vector is as short as 4 bytes: where 4 ints are one, 8 are stored, and the next store puts the last 4 right.
        int whole = BYTES.length() == INT.length() ? count : Math.max(0, count - INT.length());
        for (int i = 0; i < whole; i += INT.length()) {
            IntVector bits = FloatVector.fromMemorySegment(FLOAT, values, 4L * i, LITTLE_ENDIAN).reinterpretAsInts();
            IntVector magnitude = bits.and(Integer.MAX_VALUE);
            IntVector odd = magnitude.lanewise(VectorOperators.LSHR, cut).and(1);
            IntVector normal = magnitude.add(rebiasAndHalf).add(odd).lanewise(VectorOperators.LSHR, cut);
            IntVector subnormal = magnitude.reinterpretAsFloats().add(magic).reinterpretAsInts()
                    .sub(Float.floatToRawIntBits(magic));
            IntVector code = normal.blend(subnormal, magnitude.compare(VectorOperators.LT, leastNormal));
            code = code.blend(type.overflow, code.compare(VectorOperators.GT, type.greatest))
                    .blend(type.nan, magnitude.compare(VectorOperators.GT, F32_INFINITY));
            code.or(bits.lanewise(VectorOperators.LSHR, 24).and(0x80)).convertShape(VectorOperators.I2B, BYTES, 0)
                    .reinterpretAsBytes().intoMemorySegment(out, offset + i, LITTLE_ENDIAN);
        }
        for (int i = whole; i < count; i++) {
            out.set(ValueLayout.JAVA_BYTE, offset + i, type.round(values.get(F32, 4L * i)));
        }
    }
}
