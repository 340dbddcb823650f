// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import io.goldilocks.bench.BufferBenchmark;
import io.goldilocks.bench.ByteCounter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The bounds that memory sets, for bytes that cost nothing to make. HotSpot's copies of {@value #SOURCE} bytes and more use
 * non-temporal stores on AVX-512, which do not read a line before they write it; {@code MemorySegment.fill} never does.
 */
public class MemoryBenchmark extends BufferBenchmark {
    /** What is written: not zero, because zeros are what fresh memory holds. */
    static final byte VALUE = 0x5A;
    /** Bytes copied at a time, from a source that stays in the last-level cache. */
    private static final int SOURCE = 4 << 20;

    /** How many threads write, each its own part. */
    @Param("1")
    public int threads;

    private final List<MemorySegment> parts = new ArrayList<>();
    private final MemorySegment source = Arena.ofAuto().allocate(SOURCE, 64).fill(VALUE);
    private ExecutorService pool;

    /** Makes the state; JMH sets the parameters. */
    public MemoryBenchmark() {}

    /** Cuts the buffer into one part for each thread. */
    @Setup(Level.Trial)
    public final void prepare() {
        long bytes = buffer().byteSize() / threads;
        for (int i = 0; i < threads; i++) {
            parts.add(buffer().asSlice(i * bytes, bytes));
        }
        pool = Executors.newFixedThreadPool(threads);
    }

    /** Ends the threads. */
    @TearDown(Level.Trial)
    public final void close() {
        pool.close();
    }

    /**
     * Sets every byte of the buffer once.
     *
     * @param counter counts the bytes
     * @throws InterruptedException if JMH ends the fork
     */
    @Benchmark
    public void memset(ByteCounter counter) throws InterruptedException {
        onEachPart(part -> part.fill(VALUE));
        counter.bytes += buffer().byteSize();
    }

    /**
     * Copies a smaller piece of memory over the buffer, again and again, until it is full.
     *
     * @param counter counts the bytes
     * @throws InterruptedException if JMH ends the fork
     */
    @Benchmark
    public void copy(ByteCounter counter) throws InterruptedException {
        onEachPart(this::copyOver);
        counter.bytes += buffer().byteSize();
    }

    @Override
    protected String measured() {
        return "memory on JDK " + Runtime.version();
    }

    private void copyOver(MemorySegment part) {
        long bytes = part.byteSize();
        for (long from = 0; from < bytes; from += SOURCE) {
            MemorySegment.copy(source, 0, part, from, Math.min(SOURCE, bytes - from));
        }
    }

    private void onEachPart(Consumer<MemorySegment> work) throws InterruptedException {
        if (threads == 1) {
            work.accept(parts.getFirst());
            return;
        }
        List<Callable<Void>> calls = new ArrayList<>();
        for (MemorySegment part : parts) {
            calls.add(() -> {
                work.accept(part);
                return null;
            });
        }
        pool.invokeAll(calls);
    }
}
