// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.Goldilocks;
import io.goldilocks.bench.memory.FirstTouchBenchmark.Source;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.memory.HugeMemory;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
        // A piece that is filled again and again holds less.
        int size = source == Source.CACHED ? FirstTouchBenchmark.PIECE : MEBIBYTES << 20;
        byte[] set = new byte[size];
        Arrays.fill(set, FirstTouchBenchmark.VALUE);
        assertEquals(-1, benchmark.memset().mismatch(MemorySegment.ofArray(set)));
        assertEquals(-1, benchmark.normal().mismatch(expected(size, DType.F32, Initializers.normal(0, 1))));
        assertEquals(-1, benchmark.normalBf16().mismatch(expected(size, DType.BF16, Initializers.normal(0, 1))));
        assertEquals(-1, benchmark.normalF64().mismatch(expected(size, DType.F64, Initializers.normal(0, 1))));
        assertEquals(-1, benchmark.uniform().mismatch(expected(size, DType.F32, Initializers.uniform(0, 1))));
        assertEquals(-1, benchmark.zeros().mismatch(MemorySegment.ofArray(new byte[size])));
        MemorySegment touched = benchmark.touch();
        for (long page = 0; page < size; page += HugeMemory.PAGE) {
            assertEquals(FirstTouchBenchmark.VALUE, touched.get(ValueLayout.JAVA_BYTE, page));
            assertEquals(0, touched.get(ValueLayout.JAVA_BYTE, page + 1));
        }
        benchmark.free();
        benchmark.close();
    }

    private static MemorySegment expected(int size, DType type, Initializer initializer) {
        MemorySegment memory = MemorySegment.ofArray(new byte[size]);
        TensorSpec tensor = new TensorSpec(FirstTouchBenchmark.NAME, Shape.of(size / type.byteSize()), type);
        Goldilocks.fill(memory, tensor, Layout.VECTOR, initializer, FirstTouchBenchmark.SEED);
        return memory;
    }
}
