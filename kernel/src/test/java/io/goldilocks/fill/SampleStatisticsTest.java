// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statistics of what the engine fills: moments, Kolmogorov–Smirnov and Anderson–Darling. The samples go by in a sink that counts
 * them in 2²⁰ classes, the floats that agree in sign, exponent and 11 bits of mantissa; the distribution functions are compared
 * at the classes' bounds. Seeds are fixed, so a run either always passes or always fails. A sound generator would fail each
 * assertion on a distance once in 10⁶ seeds, each on a moment once in 1.7 million (5 standard errors).
 */
class SampleStatisticsTest {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final int CLASS_BITS = 20;
    private static final double SIGMAS = 5;
    /** P(D·√n > x) = 2·e^(−2x²) in the limit; 10⁻⁶ at this x. */
    private static final double KOLMOGOROV_SMIRNOV = 2.693;
    /**
     * In the limit A² is Σ χ²/(j(j + 1)), whose tail is that of its first term, erfc(√x), times ∏(1 − 2/(j(j + 1)))^−½ over
     * j ≥ 2, which is √3; 10⁻⁶ at this x.
     */
    private static final double ANDERSON_DARLING = 12.5;

    /** An initialiser, the distribution function of its values, their mean and std, and the values' least and greatest. */
    record Law(String written, DoubleUnaryOperator cdf, double mean, double std, double low, double high) {
        @Override
        public String toString() {
            return written;
        }
    }

    static Stream<Law> laws() {
        NormalDistribution normal = NormalDistribution.of(0.25, 1.5);
        TruncatedNormalDistribution corrected = TruncatedNormalDistribution.of(0, 0.02 / 0.8796256610342398,
                -0.04 / 0.8796256610342398, 0.04 / 0.8796256610342398);
        TruncatedNormalDistribution tail = TruncatedNormalDistribution.of(0, 1, 3, 5);
        double least = Math.log(0.001);
        double greatest = Math.log(0.1);
        return Stream.of(
                new Law("normal(mean=0.25,std=1.5)", normal::cumulativeProbability, 0.25, 1.5, -9.76, 10.26),
                new Law("uniform(a=-2,b=3)", x -> Math.clamp((x + 2) / 5, 0, 1), 0.5, 5 / Math.sqrt(12), -2, 3),
                new Law("truncated_normal(std=0.02,bounds=2sigma,corrected=true)", corrected::cumulativeProbability, 0,
                        0.02, (float) (-0.04 / 0.8796256610342398), (float) (0.04 / 0.8796256610342398)),
                new Law("truncated_normal(bounds=3sigma:5sigma)", tail::cumulativeProbability, tail.getMean(),
                        Math.sqrt(tail.getVariance()), 3, 5),
                // Bounds of ±1000σ cut nothing off, and make nothing out of it: no kurtosis of 28,000, no value at 1000σ.
                new Law("trunc_normal(std=0.002)", NormalDistribution.of(0, 0.002)::cumulativeProbability, 0, 0.002,
                        -0.0134, 0.0134),
                // ln of softplus is uniform.
                new Law("mamba_dt_bias", x -> Math.clamp((Math.log(Math.log1p(Math.exp(x))) - least)
                        / (greatest - least), 0, 1), Double.NaN, Double.NaN, Math.log(Math.expm1(0.001)) - 1e-6,
                        Math.log(Math.expm1(0.1)) + 1e-6));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void tenMillionSamples(Law law) throws IOException {
        requireLaw(law, 10_000_000);
    }

    @ParameterizedTest
    @MethodSource("laws")
    @Tag("exhaustive")
    void aBillionSamples(Law law) throws IOException {
        requireLaw(law, 1_000_000_000);
    }

    /** Of 10¹⁰ normals 19.7 lie beyond 6σ; a generator whose radius has 24 bits has none beyond 5.77σ. */
    @Test
    @Tag("exhaustive")
    void tailsBeyondSixSigma() throws IOException {
        long count = 10_000_000_000L;
        float[] thresholds = {4, 5, 5.5f, 6};
        long[] beyond = new long[thresholds.length];
        fill("normal", count, (_, bytes) -> {
            long[] found = new long[thresholds.length];
            for (long at = 0; at < bytes.byteSize(); at += Float.BYTES) {
                float magnitude = Math.abs(bytes.get(F32, at));
                if (magnitude > thresholds[0]) {
                    assertTrue(magnitude < 6.7f, "a sample of " + magnitude);
                    for (int i = 0; i < thresholds.length && magnitude > thresholds[i]; i++) {
                        found[i]++;
                    }
                }
            }
            synchronized (beyond) {
                for (int i = 0; i < found.length; i++) {
                    beyond[i] += found[i];
                }
            }
        });
        for (int i = 0; i < thresholds.length; i++) {
            double expected = 2 * NormalDistribution.of(0, 1).survivalProbability(thresholds[i]) * count;
            PoissonDistribution poisson = PoissonDistribution.of(expected);
            String what = beyond[i] + " beyond " + thresholds[i] + " sigma, " + expected + " expected";
            assertTrue(poisson.cumulativeProbability((int) beyond[i]) > 5e-7, what);
            assertTrue(poisson.survivalProbability((int) beyond[i] - 1) > 5e-7, what);
        }
    }

    private static void requireLaw(Law law, long count) throws IOException {
        Map<Thread, Tally> tallies = new ConcurrentHashMap<>();
        fill(law.written, count,
                (_, bytes) -> tallies.computeIfAbsent(Thread.currentThread(), _ -> new Tally()).add(bytes));
        Tally tally = new Tally();
        tallies.values().forEach(tally::add);
        assertEquals(count, tally.count());
        assertTrue(tally.least >= law.low && tally.greatest <= law.high, tally.least + " to " + tally.greatest);
        if (!Double.isNaN(law.std)) {
            double mean = tally.sum / count;
            double variance = tally.squares / count - mean * mean;
            assertEquals(law.mean, mean, SIGMAS * law.std / Math.sqrt((double) count), "mean");
            // The variance of a variance is (kurtosis − 1)·σ⁴/n; no kurtosis here is above 6.
            assertEquals(law.std * law.std, variance, SIGMAS * law.std * law.std * Math.sqrt(5.0 / count), "variance");
        }
        double largest = 0;
        double weighted = 0;
        long below = 0;
        double previous = 0;
        for (int i = 0; i < tally.classes.length; i++) {
            double expected = law.cdf.applyAsDouble(Tally.lowerBound(i));
            double distance = (double) below / count - expected;
            largest = Math.max(largest, Math.abs(distance));
            if (expected > 0 && expected < 1) {
                weighted += distance * distance / (expected * (1 - expected)) * (expected - previous);
            }
            previous = expected;
            below += tally.classes[i];
        }
        assertTrue(largest * Math.sqrt((double) count) < KOLMOGOROV_SMIRNOV,
                "Kolmogorov–Smirnov: " + largest * Math.sqrt((double) count));
        assertTrue(weighted * count < ANDERSON_DARLING, "Anderson–Darling: " + weighted * count);
    }

    private static void fill(String written, long count, Sink sink) throws IOException {
        TensorSpec tensor = new TensorSpec("statistics", Shape.of(count), DType.F32);
        try (Filler filler = new Filler()) {
            filler.fill(List.of(new FillTask(tensor, Slice.whole(tensor.shape()),
                    Initializers.parse(written).parts(tensor.shape(), Layout.VECTOR),
                    TensorStream.of(2026, "statistics"),
                    new FillTask.Streamed(sink), 0)), Progress.NONE);
        }
    }

    /** Counts and sums of samples, of one thread. */
    private static final class Tally {
        private final long[] classes = new long[1 << CLASS_BITS];
        private double sum;
        private double squares;
        private float least = Float.POSITIVE_INFINITY;
        private float greatest = Float.NEGATIVE_INFINITY;

        void add(MemorySegment bytes) {
            for (long at = 0; at < bytes.byteSize(); at += Float.BYTES) {
                float value = bytes.get(F32, at);
                classes[classOf(value)]++;
                sum += value;
                squares += (double) value * value;
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }

        void add(Tally other) {
            for (int i = 0; i < classes.length; i++) {
                classes[i] += other.classes[i];
            }
            sum += other.sum;
            squares += other.squares;
            least = Math.min(least, other.least);
            greatest = Math.max(greatest, other.greatest);
        }

        long count() {
            long all = 0;
            for (long n : classes) {
                all += n;
            }
            return all;
        }

        /** The bits of a float, made to rise with it. */
        private static int classOf(float value) {
            int bits = Float.floatToRawIntBits(value);
            int rising = bits ^ (bits >> 31 & Integer.MAX_VALUE);
            return (rising >> (32 - CLASS_BITS)) + (1 << (CLASS_BITS - 1));
        }

        static double lowerBound(int index) {
            int rising = (index - (1 << (CLASS_BITS - 1))) << (32 - CLASS_BITS);
            float bound = Float.intBitsToFloat(rising ^ (rising >> 31 & Integer.MAX_VALUE));
            if (Float.isNaN(bound)) {
                return rising < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            }
            return bound;
        }
    }
}
