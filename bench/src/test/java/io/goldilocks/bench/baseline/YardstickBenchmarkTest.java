// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goldilocks.tensor.DType;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An independent oracle too: C that gives the kernel's bits. */
class YardstickBenchmarkTest {
    @BeforeEach
    void requireAvx512AndCompiler() {
        assumeTrue(YardstickBenchmark.isAvailable(), "skipped: no AVX-512, or no C compiler called cc");
    }

    /** The benchmark itself compares, and throws if a bit differs. */
    @ParameterizedTest
    @CsvSource({"normal, F32", "normal, BF16", "normal, F64", "uniform, F32", "truncated_normal(bounds=4.0sigma), F32",
        "words, F32", "words_chacha8, F32", "words_threefry4x32_20, F32", "words_threefry4x32_13, F32"})
    void itsSamplesAreTheKernels(String distribution, DType dtype) throws IOException {
        YardstickBenchmark benchmark = benchmark(distribution, dtype);
        benchmark.prepare();
        benchmark.fill();
        assertTrue(benchmark.buffer().asByteBuffer().getLong(benchmark.kibibytes * 1024 - 8) != 0);
    }

    @Test
    void whatItCannotMakeIsRefused() throws IOException {
        YardstickBenchmark benchmark = benchmark("normal", DType.F16);
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, benchmark::prepare).getMessage())
                .contains("yardstick.c has no yardstick_normal_f16"));
    }

    private static YardstickBenchmark benchmark(String distribution, DType dtype) throws IOException {
        YardstickBenchmark benchmark = new YardstickBenchmark();
        benchmark.compiler = "cc";
        benchmark.distribution = distribution;
        benchmark.dtype = dtype;
        benchmark.threads = 1;
        benchmark.kibibytes = 64;
        benchmark.allocate();
        benchmark.requireSupported();
        return benchmark;
    }
}
