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
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
 * From nothing to filled: each call allocates memory, which nobody has touched, and fills it with compiled kernels. What that must cost
 * is what the system needs to zero the pages, {@link #touch}, and what computing alone takes, the same method on {@link Source#CACHED};
 * where computing is faster than memory, the memset on as many threads is the bound. The first calls of a process can take far longer
 * in a virtual machine, whose host must find the memory too; then the fill costs what the memset does.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
public class FirstTouchBenchmark extends AbstractBenchmark {
    /** What the memset writes. */
    static final byte VALUE = 0x5A;

    private static final Initializer NORMAL = Initializers.normal(0, 1);
    private static final Initializer UNIFORM = Initializers.uniform(0, 1);

    /** Fills of 16 MiB until the compiler has surely finished. */
    private static final int WARM_FILLS = 100;

    /** A piece that stays in the second-level cache, with the engine's scratch. */
    static final int PIECE = 1 << 19;

    /** What memory is filled. */
    public enum Source {
        /** Fresh memory of {@link HugeMemory}. */
        HUGE,
        /** Fresh memory of {@link Arena#allocate(long, long)}, which zeroes it. */
        ARENA,
        /** Memory of {@link HugeMemory} that was filled before: all but the first touch. */
        REUSED,
        /** Half a MiB again and again, until it is as much: computing alone, of one thread. */
        CACHED
    }

    /** What memory is filled. */
    @Param
    public Source source;

    /** The size of the memory in MiB. */
    @Param({"1024"})
    public int mebibytes;

    /** How many threads fill, the caller's among them. */
    @Param({"1", "2"})
    public int threads;

    private Filler filler;
    private Arena arena;
    /** What {@link Source#REUSED} and {@link Source#CACHED} fill. */
    private MemorySegment touched;

    /** Makes the state; JMH sets the parameters. */
    public FirstTouchBenchmark() {}

    /**
     * Makes the engine, has its kernels compiled, and touches the memory that is not to be fresh.
     *
     * @throws IOException never: there is no file
     */
    @Setup(Level.Trial)
    public final void prepare() throws IOException {
        filler = new Filler(threads);
        try (Arena warm = Arena.ofShared()) {
            MemorySegment memory = warm.allocate(16 << 20);
            for (int i = 0; i < WARM_FILLS; i++) {
                fill(memory, DType.F32, NORMAL);
                fill(memory, DType.F32, UNIFORM);
                fill(memory, DType.BF16, NORMAL);
                fill(memory, DType.F64, NORMAL);
            }
        }
        touched = HugeMemory.allocate(Arena.ofAuto(), switch (source) {
            case HUGE, ARENA -> 0;
            case REUSED -> size();
            case CACHED -> Math.min(PIECE, size());
        });
        touched.fill(VALUE);
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
     * Fills with standard normals in f32.
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment normal() throws IOException {
        return fill(DType.F32, NORMAL);
    }

    /**
     * Fills with standard normals in bf16.
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment normalBf16() throws IOException {
        return fill(DType.BF16, NORMAL);
    }

    /**
     * Fills with standard normals in f64.
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment normalF64() throws IOException {
        return fill(DType.F64, NORMAL);
    }

    /**
     * Fills with f32 values uniform on [0, 1).
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment uniform() throws IOException {
        return fill(DType.F32, UNIFORM);
    }

    /**
     * Fills with zeros in f32.
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment zeros() throws IOException {
        return fill(DType.F32, Initializers.zeros());
    }

    /**
     * Fills with the same byte everywhere, each thread a huge page at a time.
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment memset() throws IOException {
        return repeat(memory -> onAllThreads(memory, page -> page.fill(VALUE)));
    }

    /**
     * Writes one byte to each huge page, which the system zeroes before.
     *
     * @return the memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment touch() throws IOException {
        return repeat(memory -> onAllThreads(memory, page -> page.set(ValueLayout.JAVA_BYTE, 0, VALUE)));
    }

    /** What is done to memory. */
    @FunctionalInterface
    private interface Work {
        void accept(MemorySegment memory) throws IOException;
    }

    private void onAllThreads(MemorySegment memory, Consumer<MemorySegment> work) {
        AtomicLong next = new AtomicLong();
        Runnable share = () -> {
            long size = memory.byteSize();
            for (long at = next.getAndAdd(HugeMemory.PAGE); at < size; at = next.getAndAdd(HugeMemory.PAGE)) {
                work.accept(memory.asSlice(at, Math.min(HugeMemory.PAGE, size - at)));
            }
        };
        List<Thread> helpers = Stream.generate(() -> Thread.ofPlatform().start(share)).limit(threads - 1L).toList();
        share.run();
        helpers.forEach(FirstTouchBenchmark::join);
    }

    private static void join(Thread helper) {
        try {
            helper.join();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    private MemorySegment fill(DType type, Initializer initializer) throws IOException {
        return repeat(memory -> fill(memory, type, initializer));
    }

    /** Does the work on the source's memory, as often as it takes for {@link #mebibytes}. */
    private MemorySegment repeat(Work work) throws IOException {
        MemorySegment memory = switch (source) {
            case HUGE -> HugeMemory.allocate(arena, size());
            case ARENA -> arena.allocate(size(), 4096);
            case REUSED, CACHED -> touched;
        };
        for (long done = 0; done < size(); done += memory.byteSize()) {
            work.accept(memory);
        }
        return memory;
    }

    private long size() {
        return (long) mebibytes << 20;
    }

    private void fill(MemorySegment memory, DType type, Initializer initializer) throws IOException {
        Shape shape = Shape.of(memory.byteSize() / type.byteSize());
        TensorSpec tensor = new TensorSpec(NAME, shape, type);
        filler.fill(List.of(FillTask.whole(tensor, initializer.parts(shape, Layout.VECTOR), SEED, memory)),
                Progress.NONE);
    }
}
