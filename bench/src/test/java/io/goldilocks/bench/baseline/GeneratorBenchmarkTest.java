// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.bench.Moments;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each generator fills the whole buffer with what it is asked for. */
class GeneratorBenchmarkTest {
    @ParameterizedTest
    @CsvSource({"PHILOX_4X32, normal", "PHILOX_4X32, uniform", "XO_RO_SHI_RO_128_PP, normal",
        "XO_RO_SHI_RO_128_PP, uniform"})
    void commonsRngFillsTheBuffer(RandomSource source, String distribution) throws IOException {
        CommonsRngBenchmark benchmark = new CommonsRngBenchmark();
        benchmark.source = source;
        Moments.require(benchmark, distribution, DType.F32, benchmark::prepare);
    }

    @ParameterizedTest
    @CsvSource({"L64X128MixRandom, normal", "L64X128MixRandom, uniform", "SplittableRandom, normal",
        "SplittableRandom, uniform", "Random, normal", "Random, uniform"})
    void jdkFillsTheBuffer(String algorithm, String distribution) throws IOException {
        JdkBenchmark benchmark = new JdkBenchmark();
        benchmark.algorithm = algorithm;
        Moments.require(benchmark, distribution, DType.F32, benchmark::prepare);
    }

    @Test
    void unsupportedParametersAreRefused() {
        JdkBenchmark benchmark = new JdkBenchmark();
        benchmark.distribution = "normal";
        benchmark.dtype = DType.BF16;
        benchmark.threads = 1;
        String message = String
                .valueOf(assertThrows(IllegalArgumentException.class, benchmark::requireSupported).getMessage());
        assertTrue(message.contains("JdkBenchmark cannot fill with distribution=normal dtype=BF16 threads=1"), message);
    }
}
