// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.VectorWords;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statistics of the streams. Seeds are fixed, so a run either always passes or always fails; each of the assertions on a
 * p-value would fail once in a million sound generators, each on a moment once in 1.7 million (5 standard errors).
 */
class StatisticsTest {
    private static final double ALPHA = 1e-6;
    private static final double SIGMAS = 5;
    private static final int TILES = 1 << 14;

    static Stream<TensorStream> streams() {
        return Arrays.stream(Engine.values()).flatMap(engine -> LongStream.of(0, 1, 42, -1, 0x9E3779B97F4A7C15L)
                .mapToObj(seed -> TensorStream.of(engine, seed, "statistics")));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void f32NormalsAreGaussian(TensorStream stream) {
        float[] out = new float[TILES * Tile.WORDS];
        SampleArrays.into(out, memory -> new VectorSamples().normalF32(words(stream), TILES, 0f, 1f, memory, 0));
        double[] values = new double[out.length];
        Arrays.setAll(values, i -> out[i]);
        requireGaussian(values);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void f64NormalsAreGaussian(TensorStream stream) {
        double[] values = new double[TILES * Samples.DOUBLES_PER_TILE];
        SampleArrays.into(values, memory -> new VectorSamples().normalF64(words(stream), TILES, 0.0, 1.0, memory, 0));
        requireGaussian(values);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void uniformsAreEven(TensorStream stream) {
        float[] out = new float[TILES * Tile.WORDS];
        SampleArrays.into(out, memory -> new VectorSamples().uniformF32(words(stream), TILES, 0f, 1f, memory, 0));
        double[] values = new double[out.length];
        Arrays.setAll(values, i -> out[i]);
        requireEven(values, x -> x);
        double[] values64 = new double[TILES * Samples.DOUBLES_PER_TILE];
        SampleArrays.into(values64,
                memory -> new VectorSamples().uniformF64(words(stream), TILES, 0.0, 1.0, memory, 0));
        requireEven(values64, x -> x);
    }

    /** Even after its distribution function, and its moments those of the integrals. */
    @ParameterizedTest
    @CsvSource({"-2, 2", "-3, 3", "-0.1, 0.1", "-8, 8", "-1, 4", "3, 5", "-5, -3"})
    void truncatedNormalsAreGaussianBetweenTheirBounds(double low, double high) {
        TruncatedNormal normal = new TruncatedNormal(0, 1, low, high);
        TruncatedNormalDistribution oracle = TruncatedNormalDistribution.of(0, 1, low, high);
        TensorStream stream = TensorStream.of(42, "statistics");
        float[] out = new float[TILES * Tile.WORDS];
        SampleArrays.into(out, memory -> new VectorSamples().truncatedNormalF32(words(stream), TILES,
                Truncation.of(normal), memory, 0));
        double[] values = new double[out.length];
        Arrays.setAll(values, i -> out[i]);
        requireEven(values, oracle::cumulativeProbability);
        TruncatedMoments moments = normal.moments();
        double mean = Arrays.stream(values).average().orElseThrow();
        double[] squares = Arrays.stream(values).map(x -> Math.pow(x - moments.mean(), 2)).toArray();
        double variance = Arrays.stream(squares).average().orElseThrow();
        double spread = Arrays.stream(squares).map(x -> Math.pow(x - variance, 2)).average().orElseThrow();
        double std = moments.std();
        assertEquals(moments.mean(), mean, SIGMAS * std / Math.sqrt(out.length), "mean");
        assertEquals(std * std, variance, SIGMAS * Math.sqrt(spread / out.length), "variance");
    }

    private static int[] words(TensorStream stream) {
        int[] words = new int[TILES * Tile.WORDS];
        new VectorWords().generate(stream, 0, TILES, words);
        return words;
    }

    private static void requireGaussian(double[] z) {
        int n = z.length;
        double[] moments = new double[5];
        for (double value : z) {
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(value, k) / n;
            }
        }
        // The variances of the powers of a Gaussian: 1, 2, 15, 96.
        assertEquals(0, moments[1], SIGMAS * Math.sqrt(1.0 / n), "mean");
        assertEquals(1, moments[2], SIGMAS * Math.sqrt(2.0 / n), "variance");
        assertEquals(0, moments[3], SIGMAS * Math.sqrt(15.0 / n), "skewness");
        assertEquals(3, moments[4], SIGMAS * Math.sqrt(96.0 / n), "kurtosis");
        requireEven(z, NormalDistribution.of(0, 1)::cumulativeProbability);
        // Neighbours at the distances at which pairs, rows and tiles stand: products average to 0 with variance 1.
        for (int lag : new int[]{1, 2, 15, 16, 17, 32, 48, 64, 128}) {
            double product = 0;
            for (int i = lag; i < n; i++) {
                product += z[i] * z[i - lag];
            }
            assertEquals(0, product / n, SIGMAS / Math.sqrt(n), "correlation at distance " + lag);
        }
    }

    /** 1000 classes of equal probability by chi-square, and the distance of the distribution functions on a part. */
    private static void requireEven(double[] values, DoubleUnaryOperator cdf) {
        long[] counts = new long[1000];
        for (double value : values) {
            counts[Math.min(999, (int) (cdf.applyAsDouble(value) * 1000))]++;
        }
        double p = ChiSquareTest.withDefaults().test(counts).getPValue();
        assertTrue(p > ALPHA, "chi-square: p = " + p);
        double[] part = Arrays.copyOf(values, 20_000);
        double d = KolmogorovSmirnovTest.withDefaults().test(part, cdf).getPValue();
        assertTrue(d > ALPHA, "Kolmogorov–Smirnov: p = " + d);
    }
}
