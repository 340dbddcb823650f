// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.peers;

import io.goldilocks.bench.Moments;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DjlBenchmarkTest {
    @ParameterizedTest
    @CsvSource({"normal, F32", "normal, F64", "uniform, F32", "uniform, F64"})
    void bufferIsFilled(String distribution, DType dtype) throws IOException {
        DjlBenchmark benchmark = new DjlBenchmark();
        Moments.require(benchmark, distribution, dtype, benchmark::prepare);
        benchmark.close();
    }
}
