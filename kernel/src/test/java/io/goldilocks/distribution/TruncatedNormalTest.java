// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.VectorWords;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncatedNormalTest {
    private static final int TILES = 64;
    private static final Samples SCALAR = new ScalarSamples();
    private static final Samples VECTOR = new VectorSamples();

    private final float[] floats = new float[TILES * Tile.WORDS];
    private final double[] doubles = new double[TILES * Samples.DOUBLES_PER_TILE];

    @ParameterizedTest
    @CsvSource({"-2, 2", "-0.1, 0.1", "3, 5", "-5, -3", "8, 9", "-1, 3", "-8, 8", "-100, 100", "0, 1", "36, 40",
        "-Infinity, Infinity", "0, Infinity", "0.3, 0.301"})
    void vectorEqualsScalar(double low, double high) {
        for (double mean : new double[]{0, -3, 1e20}) {
            double std = 0.02;
            Truncation truncation = Truncation.of(
                    new TruncatedNormal(mean, std, mean + low * std, mean == 1e20 ? 2e20 : mean + high * std));
            for (int[] words : words()) {
                SampleArrays.into(floats, out -> SCALAR.truncatedNormalF32(words, TILES, truncation, out, 0));
                float[] twin = new float[floats.length];
                SampleArrays.into(twin, out -> VECTOR.truncatedNormalF32(words, TILES, truncation, out, 0));
                assertEquals(-1, Arrays.mismatch(floats, twin));
                for (float sample : floats) {
                    assertTrue(truncation.normal().low() <= sample && sample <= truncation.normal().high());
                }
                SampleArrays.into(doubles, out -> SCALAR.truncatedNormalF64(words, TILES, truncation, out, 0));
                double[] twin64 = new double[doubles.length];
                SampleArrays.into(twin64, out -> VECTOR.truncatedNormalF64(words, TILES, truncation, out, 0));
                for (double sample : doubles) {
                    assertTrue(truncation.normal().low() <= sample && sample <= truncation.normal().high());
                }
                assertEquals(-1, Arrays.mismatch(doubles, twin64));
            }
        }
    }

    /** Bounds beyond the reach of the normal give its samples, bounds that some sample could pass do not. */
    @ParameterizedTest
    @CsvSource({"-6.68, 6.68, true", "-6.65, 7, false", "-7, 6.65, false", "-100, 100, true",
        "-Infinity, Infinity, true",
        "-Infinity, 6, false"})
    void uncutIsTheNormal(double low, double high, boolean uncut) {
        TruncatedNormal normal = new TruncatedNormal(0.5, 0.02, 0.5 + low * 0.02, 0.5 + high * 0.02);
        assertEquals(uncut, normal.isUncutF32());
        for (int[] words : words()) {
            SampleArrays.into(floats, out -> SCALAR.normalF32(words, TILES, 0.5f, 0.02f, out, 0));
            float[] truncated = new float[floats.length];
            SampleArrays.into(truncated,
                    out -> SCALAR.truncatedNormalF32(words, TILES, Truncation.of(normal), out, 0));
            assertEquals(uncut, Arrays.equals(floats, truncated));
        }
    }

    @ParameterizedTest
    @CsvSource({"-9.36, 9.36, true", "-9.3, 10, false", "-10, 9.3, false", "-100, 100, true"})
    void uncutIsTheNormalInF64(double low, double high, boolean uncut) {
        TruncatedNormal normal = new TruncatedNormal(0.5, 0.02, 0.5 + low * 0.02, 0.5 + high * 0.02);
        assertEquals(uncut, normal.isUncutF64());
        for (int[] words : words()) {
            SampleArrays.into(doubles, out -> SCALAR.normalF64(words, TILES, 0.5, 0.02, out, 0));
            double[] truncated = new double[doubles.length];
            SampleArrays.into(truncated,
                    out -> SCALAR.truncatedNormalF64(words, TILES, Truncation.of(normal), out, 0));
            assertEquals(uncut, Arrays.equals(doubles, truncated));
        }
    }

    /** The least u and every angle: the farthest samples that there can be are within the stated reach, by less than 0.2 %. */
    @Test
    void theReachOfTheNormalIsMet() {
        int[] words = new int[TILES * Tile.WORDS];
        int step = Integer.divideUnsigned(-1, TILES * Tile.BLOCKS);
        for (int i = 0; i < words.length; i++) {
            words[i] = i / Tile.BLOCKS % 2 == 0 ? 0 : (i / Tile.WORDS * Tile.BLOCKS + i % Tile.BLOCKS) * step;
        }
        SampleArrays.into(floats, out -> SCALAR.normalF32(words, TILES, 0, 1, out, 0));
        float farthest = 0;
        for (float sample : floats) {
            farthest = Math.max(farthest, Math.abs(sample));
        }
        assertEquals(Normal.REACH_F32, farthest, 0.013);
        assertTrue(farthest < Normal.REACH_F32);
    }

    private static int[][] words() {
        int[] random = new int[TILES * Tile.WORDS];
        new VectorWords().generate(TensorStream.of(7, "truncated"), 0, TILES, random);
        int[] edges = {0, -1, 1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 1, Integer.MIN_VALUE + 1,
            0x7FFFFF00, 0x80000100, 0x40000000, 0xC0000000};
        int[] extreme = new int[random.length];
        Arrays.setAll(extreme, i -> edges[Math.floorMod(random[i], edges.length)]);
        return new int[][]{random, extreme};
    }

    /** Φ of a sample, from another library, is the rank that its word says. */
    @ParameterizedTest
    @CsvSource({"-2, 2", "-0.1, 0.1", "-1, 3", "-6.6, 6.6", "-8, 5", "0, 1", "1, 4", "-4, -1"})
    void samplesInvertTheDistributionFunction(double low, double high) {
        TruncatedNormalDistribution oracle = TruncatedNormalDistribution.of(0, 1, low, high);
        Truncation truncation = Truncation.of(new TruncatedNormal(0, 1, low, high));
        boolean mirrored = high <= 0;
        int[] words = words()[0];
        SampleArrays.into(floats, out -> SCALAR.truncatedNormalF32(words, TILES, truncation, out, 0));
        for (int i = 0; i < words.length; i++) {
            double rank = (words[i] + 0.5) * 0x1p-32 + 0.5;
            assertEquals(mirrored ? 1 - rank : rank, oracle.cumulativeProbability(floats[i]), 4e-7);
        }
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1, -2, 2", "0, 0, -2, 2", "0, -1, -2, 2", "0, 1, 2, 2", "0, 1, 2, -2", "0, 1, NaN, 2",
        "Infinity, 1, -2, 2", "0, 1, 38, 39", "0, 1, -39, -38", "0, 0.01, 1, 2"})
    void badParametersAreRefused(double mean, double std, double low, double high) {
        String message = assertThrows(IllegalArgumentException.class, () -> new TruncatedNormal(mean, std, low, high))
                .getMessage();
        assertTrue(String.valueOf(message).startsWith("truncated normal"));
    }

    @Test
    void boundsAreRoundedInwards() {
        TruncatedNormal normal = new TruncatedNormal(0, 1, -0.1, 0.3);
        assertTrue(normal.lowFloat() >= -0.1 && normal.highFloat() <= 0.3);
        assertEquals(-2f, new TruncatedNormal(0, 1, -2, 2).lowFloat());
    }
}
