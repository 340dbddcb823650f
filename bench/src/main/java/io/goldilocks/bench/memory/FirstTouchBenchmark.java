// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.memory;

import io.goldilocks.bench.AbstractBenchmark;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.memory.HugeMemory;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From nothing to filled: each call allocates memory, which nobody has touched, and fills it with compiled kernels. The memset, on as
 * many threads, sets the bound. The first calls of a process can take far longer in a virtual machine, whose host must find the memory
 * too; then the fill costs what the memset does.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
public class FirstTouchBenchmark extends AbstractBenchmark {
    /** What the memset writes. */
    static final byte VALUE = 0x5A;

    /** Fills of 16 MiB until the compiler has surely finished. */
    private static final int WARM_FILLS = 100;

    /** Where memory comes from. */
    public enum Source {
        /** {@link HugeMemory}. */
        HUGE,
        /** {@link Arena#allocate(long, long)}, which zeroes it. */
        ARENA;

        MemorySegment allocate(Arena arena, long size) {
            return this == HUGE ? HugeMemory.allocate(arena, size) : arena.allocate(size, 4096);
        }
    }

    /** Where the memory comes from. */
    @Param({"HUGE", "ARENA"})
    public Source source;

    /** The size of the memory in MiB. */
    @Param({"1024"})
    public int mebibytes;

    /** How many threads fill, the caller's among them. */
    @Param({"1", "2"})
    public int threads;

    private Filler filler;
    private Arena arena;

    /** Makes the state; JMH sets the parameters. */
    public FirstTouchBenchmark() {}

    /**
     * Makes the engine and has its kernels compiled.
     *
     * @throws IOException never: there is no file
     */
    @Setup(Level.Trial)
    public final void prepare() throws IOException {
        filler = new Filler(threads);
        try (Arena warm = Arena.ofShared()) {
            MemorySegment memory = warm.allocate(16 << 20);
            for (int i = 0; i < WARM_FILLS; i++) {
                fill(memory, Initializers.normal(0, 1));
                fill(memory, Initializers.uniform(0, 1));
            }
        }
    }

    /** Makes the owner of the memory. */
    @Setup(Level.Invocation)
    @SuppressWarnings("MustBeClosedChecker") // Closed in free().
    public final void own() {
        arena = Arena.ofShared();
    }

    /** Frees the memory. */
    @TearDown(Level.Invocation)
    public final void free() {
        arena.close();
    }

    /** Ends the engine's threads. */
    @TearDown(Level.Trial)
    public final void close() {
        filler.close();
    }

    /**
     * Fills fresh memory with standard normals in f32.
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment normal() throws IOException {
        return fill(allocate(), Initializers.normal(0, 1));
    }

    /**
     * Fills fresh memory with f32 values uniform on [0, 1).
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment uniform() throws IOException {
        return fill(allocate(), Initializers.uniform(0, 1));
    }

    /**
     * Fills fresh memory with the same byte everywhere, each thread a huge page at a time.
     *
     * @return the memory
     * @throws InterruptedException never: nobody interrupts
     */
    @Benchmark
    public MemorySegment memset() throws InterruptedException {
        MemorySegment memory = allocate();
        AtomicLong next = new AtomicLong();
        Thread[] helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = Thread.ofPlatform().start(() -> setPages(memory, next));
        }
        setPages(memory, next);
        for (Thread helper : helpers) {
            helper.join();
        }
        return memory;
    }

    private static void setPages(MemorySegment memory, AtomicLong next) {
        long size = memory.byteSize();
        for (long at = next.getAndAdd(HugeMemory.PAGE); at < size; at = next.getAndAdd(HugeMemory.PAGE)) {
            memory.asSlice(at, Math.min(HugeMemory.PAGE, size - at)).fill(VALUE);
        }
    }

    private MemorySegment allocate() {
        return source.allocate(arena, (long) mebibytes << 20);
    }

    private MemorySegment fill(MemorySegment memory, Initializer initializer) throws IOException {
        Shape shape = Shape.of(memory.byteSize() / Float.BYTES);
        TensorSpec tensor = new TensorSpec("bench.weight", shape, DType.F32);
        filler.fill(List.of(FillTask.whole(tensor, initializer.parts(shape, Layout.VECTOR), SEED, memory)),
                Progress.NONE);
        return memory;
    }
}
