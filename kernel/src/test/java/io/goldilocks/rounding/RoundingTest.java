// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rounding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rounding is monotone, so it is right everywhere if it is right at every value of the narrow type, at every midpoint of two
 * neighbours, and at the floats next to the midpoints; the small types have few enough of them to try all.
 */
class RoundingTest {
    private static final Rounding SCALAR = new ScalarRounding();
    private static final Rounding VECTOR = new VectorRounding();

    /** What the rounding of one f32 gives, as the bits of the narrow type. */
    private interface Narrow {
        int round(float value);
    }

    @Test
    void bf16RoundsToNearestEven() {
        requireNearestEven(0x7F80, bits -> Float.intBitsToFloat(bits << 16),
                value -> Short.toUnsignedInt(ScalarRounding.bf16(value)));
    }

    @Test
    void f16RoundsToNearestEven() {
        float[] in = new float[64];
        MemorySegment out = Arena.ofAuto().allocate(64 * 2L);
        requireNearestEven(0x7C00, bits -> Float.float16ToFloat((short) bits), value -> {
            in[0] = value;
            SCALAR.toF16(MemorySegment.ofArray(in), 64, out, 0);
            return Short.toUnsignedInt(out.get(ValueLayout.JAVA_SHORT, 0));
        });
    }

    /** E4M3 has no infinity: what would be 0x7F, 480, is NaN, and so is all beyond. */
    @Test
    void f8e4m3RoundsToNearestEven() {
        requireNearestEven(0x7F, bits -> small(bits, 3, 7), value -> Byte.toUnsignedInt(Float8.E4M3.round(value)));
        assertEquals(0x7E, Float8.E4M3.round(464f), "464 is halfway from 448 to 480 and rounds to the even 448");
        assertEquals(0x7F, Float8.E4M3.round(Math.nextUp(464f)));
        assertEquals(0x7F, Float8.E4M3.round(Float.POSITIVE_INFINITY));
        assertEquals((byte) 0xFF, Float8.E4M3.round(-1e9f));
        assertEquals(0x7F, Float8.E4M3.round(Float.NaN));
    }

    @Test
    void f8e5m2RoundsToNearestEven() {
        requireNearestEven(0x7C, bits -> small(bits, 2, 15), value -> Byte.toUnsignedInt(Float8.E5M2.round(value)));
        assertEquals(0x7C, Float8.E5M2.round(Float.POSITIVE_INFINITY));
        assertEquals((byte) 0xFC, Float8.E5M2.round(-1e9f));
        assertEquals(0x7F, Float8.E5M2.round(Float.NaN));
    }

    @Test
    void vectorEqualsScalarOnASample() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2000; i++) {
            requireTwinsEqual(random.ints(4096).toArray());
        }
    }

    @Test
    void nothingMayBeRounded() {
        requireTwinsEqual(new int[0]);
    }

    @Test
    void vectorEqualsScalarWhereTypesEnd() {
        int[] bits = IntStream.of(0, 0x7F800000, 0x7F800001, 0x7FC00000, 0x7FFFFFFF, 0x7F7FFFFF, 0x7F7F7FFF, 0x7F7F8000,
                0x477FE000, 0x477FEFFF, 0x477FF000, 0x47800000, 0x38800000, 0x387FFFFF, 0x387FE000, 0x387FF000,
                0x33000000, 0x33000001, 0x32FFFFFF, 0x33800000, 0x33C00000, 1, 0x00800000)
                .flatMap(b -> IntStream.of(b, b | Integer.MIN_VALUE))
                .toArray();
        requireTwinsEqual(Arrays.copyOf(bits, 64));
    }

    @Test
    @Tag("exhaustive")
    void vectorEqualsScalarOnEveryFloat() {
        IntStream.range(0, 1 << 20).parallel().forEach(block -> {
            int[] bits = new int[4096];
            Arrays.setAll(bits, i -> (block << 12) + i);
            requireTwinsEqual(bits);
        });
    }

    /** Independent of bit tricks: the nearest of the values around, by comparing distances in double arithmetic. */
    @Test
    @Tag("exhaustive")
    void bf16OfEveryFloatIsNearest() {
        IntStream.range(0, 1 << 16).parallel().forEach(high -> {
            if ((high & 0x7FFF) >= 0x7F7F) {
                return;
            }
            double below = Float.intBitsToFloat(high << 16);
            double above = Float.intBitsToFloat((high + 1) << 16);
            for (int low = 0; low < 1 << 16; low++) {
                double value = Float.intBitsToFloat((high << 16) | low);
                double toBelow = Math.abs(value - below);
                double toAbove = Math.abs(above - value);
                boolean up = toAbove < toBelow || (toAbove == toBelow && high % 2 != 0);
                assertEquals((short) (up ? high + 1 : high), ScalarRounding.bf16((float) value));
            }
        });
    }

    private static void requireNearestEven(int end, IntToDoubleFunction value, Narrow narrow) {
        DoubleBinaryOperator middle = (a, b) -> a + (b - a) / 2;
        for (int bits = 0; bits < end - 1; bits++) {
            float below = (float) value.applyAsDouble(bits);
            float above = (float) value.applyAsDouble(bits + 1);
            float midpoint = (float) middle.applyAsDouble(below, above);
            int even = bits + bits % 2;
            assertEquals(bits, narrow.round(below));
            assertEquals(bits, narrow.round(Math.nextDown(midpoint)), "just under the middle above " + below);
            assertEquals(even, narrow.round(midpoint), "the middle above " + below);
            assertEquals(bits + 1, narrow.round(Math.nextUp(midpoint)), "just over the middle above " + below);
            int sign = Integer.highestOneBit(end) << 1;
            assertEquals(even | sign, narrow.round(-midpoint), "the negative middle");
        }
    }

    /** The value of an 8-bit float: subnormal below exponent 1. */
    private static double small(int bits, int mantissaBits, int bias) {
        int exponent = bits >> mantissaBits;
        int mantissa = bits & ((1 << mantissaBits) - 1);
        return exponent == 0
                ? Math.scalb((double) mantissa, 1 - bias - mantissaBits)
                : Math.scalb((double) (mantissa | (1 << mantissaBits)), exponent - bias - mantissaBits);
    }

    private static void requireTwinsEqual(int[] bits) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_INT, bits);
            MemorySegment scalar = arena.allocate(bits.length * 2L);
            MemorySegment vector = arena.allocate(bits.length * 2L);
            SCALAR.toBf16(values, bits.length, scalar, 0);
            VECTOR.toBf16(values, bits.length, vector, 0);
            assertEquals(-1, scalar.mismatch(vector), "bf16");
            SCALAR.toF16(values, bits.length, scalar, 0);
            VECTOR.toF16(values, bits.length, vector, 0);
            assertEquals(-1, scalar.mismatch(vector), "f16");
            for (Float8 type : Float8.values()) {
                SCALAR.toFloat8(type, values, bits.length, scalar, 0);
                VECTOR.toFloat8(type, values, bits.length, vector, 0);
                assertEquals(-1, scalar.mismatch(vector), type.toString());
            }
        }
    }
}
