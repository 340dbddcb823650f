// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.bench.ByteCounter;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 9 MiB are two whole copies of the source and a part of one. */
class MemoryBenchmarkTest {
    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true"})
    void everyByteIsSet(int threads, boolean copied) throws IOException, InterruptedException {
        MemoryBenchmark benchmark = new MemoryBenchmark();
        benchmark.kibibytes = 9 << 10;
        benchmark.threads = threads;
        benchmark.allocate();
        benchmark.prepare();
        ByteCounter counter = new ByteCounter();
        if (copied) {
            benchmark.copy(counter);
        } else {
            benchmark.memset(counter);
        }
        benchmark.close();
        assertEquals(9 << 20, counter.bytes);
        for (byte found : benchmark.buffer().toArray(ValueLayout.JAVA_BYTE)) {
            assertEquals(MemoryBenchmark.VALUE, found);
        }
    }
}
