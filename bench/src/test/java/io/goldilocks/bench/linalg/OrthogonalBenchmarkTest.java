// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrthogonalBenchmarkTest {
    /** The columns of a tall matrix: unit vectors, at right angles to each other. */
    @ParameterizedTest
    @CsvSource({"F32, 1, 1e-5", "F32, 2, 1e-5", "F64, 2, 1e-13"})
    void columnsAreOrthonormal(DType dtype, int threads, double tolerance) throws IOException {
        OrthogonalBenchmark benchmark = new OrthogonalBenchmark();
        benchmark.shape = "200x90";
        benchmark.dtype = dtype;
        benchmark.threads = threads;
        benchmark.prepare();
        MemorySegment matrix = benchmark.orthogonal();
        benchmark.close();
        for (int left = 0; left < 90; left++) {
            for (int right = 0; right <= left; right++) {
                double sum = 0;
                for (int row = 0; row < 200; row++) {
                    sum += element(matrix, dtype, row * 90 + left) * element(matrix, dtype, row * 90 + right);
                }
                assertEquals(left == right ? 1 : 0, sum, tolerance, "columns " + left + " and " + right);
            }
        }
    }

    private static double element(MemorySegment matrix, DType dtype, int index) {
        return dtype == DType.F64
                ? matrix.getAtIndex(ValueLayout.JAVA_DOUBLE, index)
                : matrix.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }
}
