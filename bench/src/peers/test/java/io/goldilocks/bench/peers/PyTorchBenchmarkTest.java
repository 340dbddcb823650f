// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.peers;

import io.goldilocks.bench.Moments;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchBenchmarkTest {
    @ParameterizedTest
    @CsvSource({"normal, F32", "normal, F64", "uniform, F32", "uniform, F64"})
    void bufferIsFilled(String distribution, DType dtype) throws IOException {
        PyTorchBenchmark benchmark = new PyTorchBenchmark();
        Moments.require(benchmark, distribution, dtype, benchmark::prepare);
    }

    /** PyTorch makes bf16 samples from numbers of 8 bits: its normals have a standard deviation of 0.992. */
    @ParameterizedTest
    @ValueSource(strings = {"normal", "uniform"})
    void bufferIsFilledWithBf16(String distribution) throws IOException {
        PyTorchBenchmark benchmark = new PyTorchBenchmark();
        Moments.require(benchmark, distribution, DType.BF16, 0.01, benchmark::prepare);
    }
}
