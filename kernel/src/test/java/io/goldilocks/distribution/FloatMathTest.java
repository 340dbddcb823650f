// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The errors of the f32 polynomials. The oracle is Java's double arithmetic, whose own error is below 10⁻⁸ ulp of a float.
 * The exhaustive tests take every input that a word can give; the others take one in a prime number of them.
 */
class FloatMathTest {
    /** Stated errors in ulp, true of every input; STREAM.md repeats them. */
    private static final double NEG_LOG_ULP = 1.30;
    private static final double SIN_ULP = 1.65;
    private static final double COS_ULP = 0.90;

    private static final int LEAST = Float.floatToIntBits(0x1p-32f);
    private static final int COUNT = Float.floatToIntBits(1f) - LEAST + 1;

    @Test
    void negLogOnASample() {
        assertWithin(NEG_LOG_ULP, greatest(COUNT, 1009, i -> negLogError(LEAST + i)));
    }

    @Test
    @Tag("exhaustive")
    void negLogOnEveryFloat() {
        assertWithin(NEG_LOG_ULP, greatest(COUNT, 1, i -> negLogError(LEAST + i)));
    }

    @Test
    void angleOnASample() {
        assertWithin(SIN_ULP, greatest(1 << 30, 4099, i -> sinError(angle(i))));
        assertWithin(COS_ULP, greatest(1 << 30, 4099, i -> cosError(angle(i))));
    }

    @Test
    @Tag("exhaustive")
    void angleOfEveryWord() {
        assertWithin(SIN_ULP, greatest(1 << 30, 1, i -> sinError(angle(i))));
        assertWithin(COS_ULP, greatest(1 << 30, 1, i -> cosError(angle(i))));
    }

    @Test
    void endsAreExact() {
        assertEquals(0f, FloatMath.negLog(1f));
        assertEquals(1f, FloatMath.cos(0f));
        assertTrue(Math.abs(FloatMath.negLog(0x1p-32f) - 32 * Math.log(2)) < 2e-6);
    }

    /** What bits 0 to 29 of a word give; the top two are signs. */
    private static float angle(int word) {
        return (word << 2) * 0x1p-31f;
    }

    private static double negLogError(int bits) {
        float u = Float.intBitsToFloat(bits);
        return ulps(FloatMath.negLog(u), -Math.log(u));
    }

    private static double sinError(float t) {
        return ulps(t * FloatMath.sinOverT(t * t), Math.sin(Math.PI / 4 * t));
    }

    private static double cosError(float t) {
        return ulps(FloatMath.cos(t * t), Math.cos(Math.PI / 4 * t));
    }

    private static double ulps(float got, double wanted) {
        return Math.abs(got - wanted) / Math.ulp((float) wanted);
    }

    private static double greatest(int count, int step, IntToDoubleFunction error) {
        return IntStream.range(0, (int) Math.ceilDiv((long) count, step)).parallel()
                .mapToDouble(i -> error.applyAsDouble(i * step))
                .max().orElseThrow();
    }

    private static void assertWithin(double stated, double found) {
        assertTrue(found <= stated, "error is " + found + " ulp, stated is " + stated);
    }
}
