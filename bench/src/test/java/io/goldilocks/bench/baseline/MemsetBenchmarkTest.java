// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.bench.ByteCounter;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class MemsetBenchmarkTest {
    @Test
    void everyByteIsSet() {
        MemsetBenchmark benchmark = new MemsetBenchmark();
        benchmark.mebibytes = 1;
        benchmark.allocate();
        ByteCounter counter = new ByteCounter();
        benchmark.fill(counter);
        assertEquals(1 << 20, counter.bytes);
        for (byte found : benchmark.buffer().toArray(ValueLayout.JAVA_BYTE)) {
            assertEquals(MemsetBenchmark.VALUE, found);
        }
    }
}
