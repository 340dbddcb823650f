// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.peers;

import io.goldilocks.bench.Moments;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneMklBenchmarkTest {
    @ParameterizedTest
    @CsvSource({"PHILOX4X32X10, normal, F32", "PHILOX4X32X10, uniform, F64", "ARS5, uniform, F32", "ARS5, normal, F64"})
    void bufferIsFilled(OneMklBenchmark.Generator generator, String distribution, DType dtype) throws IOException {
        OneMklBenchmark benchmark = new OneMklBenchmark();
        benchmark.generator = generator;
        Moments.require(benchmark, distribution, dtype, benchmark::prepare);
    }
}
