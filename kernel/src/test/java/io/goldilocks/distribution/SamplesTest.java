// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.VectorWords;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    private static final int TILES = 64;
    private static final Samples SCALAR = new ScalarSamples();
    private static final Samples VECTOR = new VectorSamples();

    private final float[] scalar = new float[TILES * Tile.WORDS];
    private final float[] vector = new float[TILES * Tile.WORDS];
    private final double[] scalar64 = new double[TILES * Samples.DOUBLES_PER_TILE];
    private final double[] vector64 = new double[TILES * Samples.DOUBLES_PER_TILE];

    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 2", "-3, 0.02", "0, 0", "1e-30, 1e-38", "0, 3e38", "-0.0, 1e-45"})
    void vectorEqualsScalarOnRandomWords(double a, double b) {
        for (int batch = 0; batch < 200; batch++) {
            int[] words = new int[TILES * Tile.WORDS];
            new VectorWords().generate(TensorStream.of(7, "samples"), (long) batch * TILES, TILES, words);
            requireTwinsEqual(words, a, b);
        }
    }

    /** Words where something could break: zeros, ones, single bits, the neighbours of the cut at √½, in every lane. */
    @Test
    void vectorEqualsScalarOnExtremeWords() {
        int[] extremes = {0, 1, 2, -1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x40000000, 0x3FFFFFFF, 0xC0000000,
            0x80000001, 0x7FFFFFFE, 0x7FFFFF00, 0xB504F333, 0xB504F334, 0xB504F335, 0x5A82799A, 0x00000100, 0x000000FF};
        SplittableRandom random = new SplittableRandom(3);
        for (int batch = 0; batch < 100; batch++) {
            int[] words = random.ints((long) TILES * Tile.WORDS, 0, extremes.length).map(i -> extremes[i]).toArray();
            requireTwinsEqual(words, 0, 1);
        }
    }

    /** u steps through every multiple of 2⁻²⁴ and no other value, and 0 and 1 − 2⁻²⁴ are among them. */
    @Test
    void f32UniformsAreTheMultiplesOf2ToTheMinus24() {
        for (int k = 0; k < 1 << 24; k += TILES * Tile.WORDS) {
            int first = k;
            int[] words = new int[TILES * Tile.WORDS];
            Arrays.setAll(words, i -> ((first + i) << 8) | (i & 0xFF));
            SampleArrays.into(vector, out -> VECTOR.uniformF32(words, TILES, 0f, 1f, out, 0));
            for (int i = 0; i < vector.length; i++) {
                assertEquals((first + i) * 0x1p-24f, vector[i]);
            }
        }
    }

    @Test
    void f64UniformsHave53Bits() {
        int[] words = new int[2 * Tile.WORDS];
        words[0] = -1;
        words[Tile.BLOCKS] = -1;
        words[1] = 1 << 5;
        words[Tile.BLOCKS + 2] = 1 << 6;
        SampleArrays.into(vector64, out -> VECTOR.uniformF64(words, 2, 0.0, 1.0, out, 0));
        assertEquals(1 - 0x1p-53, vector64[0]);
        assertEquals(0x1p-27, vector64[1]);
        assertEquals(0x1p-53, vector64[2]);
        assertEquals(0.0, vector64[3]);
    }

    /** The least radius word gives √(−2 ln 2⁻³²) = 6.66; the angle puts all of it on one of the pair. */
    @Test
    void f32NormalsReachTheTail() {
        int[] words = new int[2 * Tile.WORDS];
        words[Tile.BLOCKS] = 0x20000000;
        SampleArrays.into(vector, out -> VECTOR.normalF32(words, 2, 0f, 1f, out, 0));
        assertEquals(Math.sqrt(64 * Math.log(2)), Math.max(Math.abs(vector[0]), Math.abs(vector[Tile.BLOCKS])), 1e-5);
    }

    @Test
    void f64NormalsReachTheTail() {
        int[] words = new int[2 * Tile.WORDS];
        words[2 * Tile.BLOCKS] = 0x20000000;
        SampleArrays.into(vector64, out -> VECTOR.normalF64(words, 2, 0.0, 1.0, out, 0));
        assertEquals(Math.sqrt(126 * Math.log(2)), Math.max(Math.abs(vector64[0]), Math.abs(vector64[Tile.BLOCKS])),
                1e-8);
    }

    /** Box–Muller of the same words in plain double arithmetic, with Java's own functions. */
    @Test
    void normalsAreThoseOfTheFormula() {
        int[] words = new int[TILES * Tile.WORDS];
        new VectorWords().generate(TensorStream.of(9, "formula"), 0, TILES, words);
        SampleArrays.into(scalar, out -> SCALAR.normalF32(words, TILES, 0f, 1f, out, 0));
        for (int i = 0; i < words.length; i++) {
            if (i / Tile.BLOCKS % 2 == 0) {
                int angle = words[i + Tile.BLOCKS];
                double radius = Math.sqrt(-2 * Math.log(((words[i] >>> 1) + 0.5) * 0x1p-31));
                double phi = Math.PI / 4 * (1 + (angle << 2) * 0x1p-31);
                assertEquals((angle < 0 ? -1 : 1) * radius * Math.cos(phi), scalar[i], 1e-6);
                assertEquals((angle << 1 < 0 ? -1 : 1) * radius * Math.sin(phi), scalar[i + Tile.BLOCKS], 1e-6);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1})
    void badParametersAreRefused(double bad) {
        assertThrows(IllegalArgumentException.class, () -> new Normal(0, bad));
        assertThrows(IllegalArgumentException.class, () -> new Uniform(0, bad));
        assertThrows(IllegalArgumentException.class, () -> new Uniform(-Double.MAX_VALUE, Double.MAX_VALUE));
    }

    private void requireTwinsEqual(int[] words, double a, double b) {
        float af = (float) a;
        float bf = (float) b;
        SampleArrays.into(scalar, out -> SCALAR.normalF32(words, TILES, af, bf, out, 0));
        SampleArrays.into(vector, out -> VECTOR.normalF32(words, TILES, af, bf, out, 0));
        assertArrayEquals(bits(scalar), bits(vector), "f32 normal");
        SampleArrays.into(scalar, out -> SCALAR.uniformF32(words, TILES, af, bf, out, 0));
        SampleArrays.into(vector, out -> VECTOR.uniformF32(words, TILES, af, bf, out, 0));
        assertArrayEquals(bits(scalar), bits(vector), "f32 uniform");
        SampleArrays.into(scalar64, out -> SCALAR.normalF64(words, TILES, a, b, out, 0));
        SampleArrays.into(vector64, out -> VECTOR.normalF64(words, TILES, a, b, out, 0));
        assertArrayEquals(bits(scalar64), bits(vector64), "f64 normal");
        SampleArrays.into(scalar64, out -> SCALAR.uniformF64(words, TILES, a, b, out, 0));
        SampleArrays.into(vector64, out -> VECTOR.uniformF64(words, TILES, a, b, out, 0));
        assertArrayEquals(bits(scalar64), bits(vector64), "f64 uniform");
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    private static long[] bits(double[] values) {
        long[] bits = new long[values.length];
        Arrays.setAll(bits, i -> Double.doubleToRawLongBits(values[i]));
        return bits;
    }
}
