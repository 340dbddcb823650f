// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.bench.SampleCounter;
import java.lang.foreign.ValueLayout;
import java.util.function.BiConsumer;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each generator fills the whole buffer with values whose mean and standard deviation are within 5 standard errors. */
class GeneratorBenchmarkTest {
    private static final int ELEMENTS = (1 << 20) / Float.BYTES;
    private static final double STANDARD_ERRORS = 5;

    @ParameterizedTest
    @CsvSource({"PHILOX_4X32", "XO_RO_SHI_RO_128_PP"})
    void commonsRngFillsTheBuffer(RandomSource source) {
        CommonsRngBenchmark benchmark = new CommonsRngBenchmark();
        benchmark.source = source;
        benchmark.mebibytes = 1;
        benchmark.allocate();
        benchmark.prepare();
        requireMoments(benchmark);
    }

    @ParameterizedTest
    @ValueSource(strings = {"L64X128MixRandom", "SplittableRandom", "Random"})
    void jdkFillsTheBuffer(String algorithm) {
        JdkBenchmark benchmark = new JdkBenchmark();
        benchmark.algorithm = algorithm;
        benchmark.mebibytes = 1;
        benchmark.allocate();
        benchmark.prepare();
        requireMoments(benchmark);
    }

    private static void requireMoments(GeneratorBenchmark benchmark) {
        requireMoments(benchmark, GeneratorBenchmark::normal, 0, 1, 3);
        requireMoments(benchmark, GeneratorBenchmark::uniform, 0.5, Math.sqrt(1.0 / 12), 1.8);
    }

    /** The standard error of the standard deviation is σ·√((kurtosis − 1) / 4n). */
    private static void requireMoments(GeneratorBenchmark benchmark,
            BiConsumer<GeneratorBenchmark, SampleCounter> fill, double mean, double std, double kurtosis) {
        benchmark.buffer().fill((byte) -1);
        SampleCounter counter = new SampleCounter();
        fill.accept(benchmark, counter);
        assertEquals(ELEMENTS, counter.samples);
        double sum = 0;
        double squares = 0;
        // What was not filled is still NaN, and shows in both.
        for (float value : benchmark.buffer().toArray(ValueLayout.JAVA_FLOAT)) {
            sum += value - mean;
            squares += (value - mean) * (value - mean);
        }
        assertEquals(0, sum / ELEMENTS, STANDARD_ERRORS * std / Math.sqrt(ELEMENTS), "mean");
        assertEquals(std, Math.sqrt(squares / ELEMENTS),
                STANDARD_ERRORS * std * Math.sqrt((kurtosis - 1) / (4.0 * ELEMENTS)), "standard deviation");
    }
}
