// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import io.goldilocks.bench.BufferBenchmark;
import io.goldilocks.bench.ByteCounter;
import org.openjdk.jmh.annotations.Benchmark;

/** The bound that memory sets: the same byte everywhere, by {@code MemorySegment.fill}, on one thread. */
public class MemsetBenchmark extends BufferBenchmark {
    /** What is written: not zero, because zeros are what fresh memory holds. */
    static final byte VALUE = 0x5A;

    /** Makes the state; JMH sets the parameters. */
    public MemsetBenchmark() {}

    /**
     * Fills the buffer once.
     *
     * @param counter counts the bytes
     */
    @Benchmark
    public void fill(ByteCounter counter) {
        buffer().fill(VALUE);
        counter.bytes += buffer().byteSize();
    }
}
