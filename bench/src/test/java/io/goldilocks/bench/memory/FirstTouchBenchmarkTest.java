// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.Goldilocks;
import io.goldilocks.bench.memory.FirstTouchBenchmark.Source;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirstTouchBenchmarkTest {
    private static final int MEBIBYTES = 5;

    @ParameterizedTest
    @EnumSource
    void memoryIsFilledToItsEnd(Source source) throws Exception {
        FirstTouchBenchmark benchmark = new FirstTouchBenchmark();
        benchmark.source = source;
        benchmark.mebibytes = MEBIBYTES;
        benchmark.threads = 2;
        benchmark.prepare();
        benchmark.own();
        byte[] set = new byte[MEBIBYTES << 20];
        Arrays.fill(set, FirstTouchBenchmark.VALUE);
        assertEquals(-1, benchmark.memset().mismatch(MemorySegment.ofArray(set)));
        assertEquals(-1, benchmark.normal().mismatch(expected(Initializers.normal(0, 1))));
        assertEquals(-1, benchmark.uniform().mismatch(expected(Initializers.uniform(0, 1))));
        benchmark.free();
        benchmark.close();
    }

    private static MemorySegment expected(Initializer initializer) {
        MemorySegment memory = MemorySegment.ofArray(new byte[MEBIBYTES << 20]);
        TensorSpec tensor = new TensorSpec("bench.weight", Shape.of((MEBIBYTES << 20) / Float.BYTES), DType.F32);
        Goldilocks.fill(memory, tensor, Layout.VECTOR, initializer, FirstTouchBenchmark.SEED);
        return memory;
    }
}
