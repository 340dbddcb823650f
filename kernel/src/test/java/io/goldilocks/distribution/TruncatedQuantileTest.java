// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.rng.Tile;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The errors of truncated normals, for one word in a prime number of them: against the distribution function of
 * Commons Statistics, and against quantiles in long arithmetic.
 */
class TruncatedQuantileTest {
    /** Stated errors, which STREAM.md repeats: of the distribution function up to 3.01 standard deviations … */
    private static final double CENTRAL_PROBABILITY = 1.6e-7;
    /** … and of the distance from the mean beyond, relative; 1e-6 is 8 to 16 ulp. */
    private static final double FLOAT_RELATIVE = 1e-6;
    private static final double DOUBLE_RELATIVE = 1e-13;

    private static final NormalDistribution GAUSSIAN = NormalDistribution.of(0, 1);
    private static final int BATCH = 2 * Tile.WORDS;

    @ParameterizedTest
    @CsvSource({"-2, 2", "-0.1, 0.1", "-3, 3", "-1, 2.5", "0, 1", "1, 3", "-6.5, 6.5", "-1, 4", "3, 5", "-5, -3",
        "4, 4.1",
        "4.5, 9", "8, 9", "9.6, 11", "30, 31", "-100, 6", "0, Infinity", "-Infinity, 5", "-Infinity, -6"})
    void oneWordInAPrimeNumberOfThem(double low, double high) {
        assertWithin(low, high, 8191 * BATCH);
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @CsvSource({"-2, 2", "-3, 3", "-6.5, 6.5", "3, 5"})
    void oneWordInSeventeen(double low, double high) {
        assertWithin(low, high, 17 * BATCH);
    }

    private static void assertWithin(double low, double high, int step) {
        TruncatedNormal normal = new TruncatedNormal(0, 1, low, high);
        Truncation truncation = Truncation.of(normal);
        int batches = (int) Math.ceilDiv(1L << 32, step);
        IntStream.range(0, batches).parallel().forEach(batch -> {
            int[] words = new int[BATCH];
            int stride = step / BATCH;
            long first = Integer.MIN_VALUE + (long) batch * step;
            Arrays.setAll(words, i -> (int) Math.min(first + (long) i * stride, Integer.MAX_VALUE));
            float[] samples = new float[BATCH];
            SampleArrays.into(samples, out -> new ScalarSamples().truncatedNormalF32(words, 2, truncation, out, 0));
            for (int i = 0; i < BATCH; i++) {
                assertTrue(low <= samples[i] && samples[i] <= high);
                assertNear(normal, words[i], samples[i]);
            }
        });
    }

    /** Counts probability from the mean's far side, where it is small and the oracle exact. */
    private static void assertNear(TruncatedNormal normal, int word, float sample) {
        boolean mirrored = normal.high() <= 0;
        double low = mirrored ? -normal.high() : normal.low();
        double high = mirrored ? -normal.low() : normal.high();
        double z = mirrored ? -sample : sample;
        double rank = (word + 0.5) * 0x1p-32 + 0.5;
        double error;
        if (rank > 0.5 || low >= 0) {
            double above = GAUSSIAN.survivalProbability(high);
            error = above + (1 - rank) * (GAUSSIAN.survivalProbability(low) - above) - GAUSSIAN.survivalProbability(z);
        } else {
            double below = GAUSSIAN.cumulativeProbability(low);
            error = below + rank * (GAUSSIAN.cumulativeProbability(high) - below) - GAUSSIAN.cumulativeProbability(z);
        }
        double stated = Math.max(-low, high) <= 3.01
                ? CENTRAL_PROBABILITY
                : GAUSSIAN.density(z) * (FLOAT_RELATIVE * Math.abs(z) + 1e-7);
        assertTrue(Math.abs(error) <= stated,
                () -> normal + " gives " + sample + " for word " + word + ": probability is "
                        + error + " off, stated is " + stated);
    }

    /** Bounds, word, quantile: mpmath 1.3.0 at 40 digits; truncnorm.ppf of SciPy 1.17.1 agrees to its precision. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            -2, 2, -2147483648, -1.9999999979419077
            -2, 2, -2147482648, -1.9999958817742115
            -2, 2, -1234567890, -0.7533041001379441
            -2, 2, -77777, -4.3326567251838644e-5
            -2, 2, 1, 8.355975244119355e-10
            -2, 2, 987654321, 0.5813364009972849
            -2, 2, 2147483647, 1.9999999979419077
            -3, 3, -2147483648, -2.9999999738030255
            -3, 3, -2147482648, -2.9999475839734069
            -3, 3, -1234567890, -0.79491729280882476
            -3, 3, -77777, -4.5269362287896254e-5
            -3, 3, 1, 8.730663299152261e-10
            -3, 3, 987654321, 0.61080408778539364
            -3, 3, 2147483647, 2.9999999738030255
            -0.1, 0.1, -2147483648, -0.099999999976639176
            -0.1, 0.1, -2147482648, -0.09999995325497924
            -0.1, 0.1, -1234567890, -0.057424921079942791
            -0.1, 0.1, -77777, -3.6157233039925981e-6
            -0.1, 0.1, 1, 6.973295218963414e-11
            -0.1, 0.1, 987654321, 0.045930845556030735
            -0.1, 0.1, 2147483647, 0.099999999976639176
            -6.5, 6.5, -2147483648, -6.2921242528055279
            -6.5, 6.5, -2147482648, -5.0398181339499114
            -6.5, 6.5, -1234567890, -0.79758815444638093
            -6.5, 6.5, -77777, -4.5391911187471838e-5
            -6.5, 6.5, 1, 8.7542981180467227e-10
            -6.5, 6.5, 987654321, 0.61268050212693385
            -6.5, 6.5, 2147483647, 6.2921242528055279
            3, 5, -2147483648, 3.0000000000354514
            3, 5, -2147482648, 3.0000000709383548
            3, 5, -1234567890, 3.0720328297202298
            3, 5, -77777, 3.2050833885772565
            3, 5, 1, 3.205093808410936
            3, 5, 987654321, 3.3782521063195746
            3, 5, 2147483647, 4.9999998943207511
            8, 9, -2147483648, 8.0000000000143318
            8, 9, -2147482648, 8.0000000286780284
            8, 9, -1234567890, 8.0293654318022475
            8, 9, -77777, 8.0848844866491122
            8, 9, 1, 8.084888899103265
            8, 9, 987654321, 8.1595945186455133
            8, 9, 2147483647, 8.9999999295623092
            -1, 4, -2147483648, -0.99999999959523313
            -1, 4, -2147482648, -0.9999991900618247
            -1, 4, -1234567890, -0.41934951902522393
            -1, 4, -77777, 0.20009422787648841
            -1, 4, 1, 0.20013318978765062
            -1, 4, 987654321, 0.74802327879168147
            -1, 4, 2147483647, 3.9999992681654055
            20, 21, -2147483648, 20.000000000005806
            20, 21, -2147482648, 20.000000011618452
            20, 21, -1234567890, 20.011914892076855
            20, 21, -77777, 20.034539873204753
            20, 21, 1, 20.034541676489505
            20, 21, 987654321, 20.065190399115658
            20, 21, 2147483647, 20.995568266716279
            -5, -3, -2147483648, -3.0000000000354514
            -5, -3, -2147482648, -3.0000000709383548
            -5, -3, -1234567890, -3.0720328297202298
            -5, -3, -77777, -3.2050833885772565
            -5, -3, 1, -3.205093808410936
            -5, -3, 987654321, -3.3782521063195746
            -5, -3, 2147483647, -4.9999998943207511
            0.5, 6, -2147483648, 0.50000000010202225
            0.5, 6, -2147482648, 0.50000020414653249
            0.5, 6, -1234567890, 0.69682418195871651
            0.5, 6, -77777, 1.0182719933677257
            0.5, 6, 1, 1.0182955143372621
            0.5, 6, 987654321, 1.383089889000233
            0.5, 6, 2147483647, 5.9941907447633752
            """)
    void quantilesAreThoseOfLongArithmetic(double low, double high, int word, double quantile) {
        Truncation truncation = Truncation.of(new TruncatedNormal(0, 1, low, high));
        int[] words = new int[2 * Tile.WORDS];
        words[0] = word;
        words[Tile.BLOCKS] = Integer.MIN_VALUE;
        float[] floats = new float[words.length];
        SampleArrays.into(floats, out -> new ScalarSamples().truncatedNormalF32(words, 2, truncation, out, 0));
        assertEquals(quantile, floats[0], 1e-6 * Math.max(1, Math.abs(quantile)));
        double[] doubles = new double[2 * Samples.DOUBLES_PER_TILE];
        SampleArrays.into(doubles, out -> new ScalarSamples().truncatedNormalF64(words, 2, truncation, out, 0));
        // An f64 sample has no word that ranks halfway: the nearest is 2⁻⁶⁴ of the mass away.
        double nearest = 0x1p-63 * truncation.normal().moments().mass() / GAUSSIAN.density(quantile);
        assertEquals(quantile, doubles[0], DOUBLE_RELATIVE * Math.abs(quantile) + 1e-15 + nearest);
    }
}
