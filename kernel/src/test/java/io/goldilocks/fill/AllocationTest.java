// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.init.Part;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.simd.Lanes;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Filling allocates nothing once it is compiled. Besides the promise, this is the one deterministic sign that the compiler
 * kept every vector in a register: a call that it leaves un-inlined boxes them, and is many times slower. It runs before all
 * others in its virtual machine, because the compiler goes by what a kernel was first called for.
 */
@Order(1)
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ELEMENTS = 64 * TileFiller.BATCH;
    private static final int CALLS = 50;
    /** More than the bookkeeping of one fill, in bytes, and far less than one boxed vector for each tile of it. */
    private static final long BOOKKEEPING = 8192;

    /** Zero bytes a call, for every type × distribution × kind of memory and for all engines, with call sites that have seen all of them. */
    @Test
    void tilesAllocateNothing(@TempDir Path folder) throws IOException {
        TensorStream stream = TensorStream.of(1, "w");
        List<TensorStream> others = List.of(TensorStream.of(Engine.CHACHA8, 1, "w"),
                TensorStream.of(Engine.THREEFRY4X32_13, 1, "w"));
        TileFiller filler = TileFiller.only(Kernels.vector());
        List<Distribution> distributions = List.of(new Normal(0, 1), new Uniform(0, 1), new Constant(1),
                new TruncatedNormal(0, 1, -2, 2), new TruncatedNormal(0, 1, 3, 5));
        List<DType> types = Stream.of(DType.values()).filter(DType::isFillable).toList();
        if (Lanes.BITS == 128) {
            System.out.println("allocation of f64 truncated normals was skipped: their kernel boxes 128-bit vectors");
        }
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(folder.resolve("mapped"), StandardOpenOption.CREATE,
                        StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = ELEMENTS * 8L + 1;
            List<MemorySegment> memories = List.of(MemorySegment.ofArray(new byte[(int) size]), arena.allocate(size),
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena));
            // Warm until a whole round over all of them allocates nothing, for at most three minutes.
            long deadline = System.nanoTime() + 180_000_000_000L;
            List<Distribution> stages = List.of(new Normal(0, 1), new Uniform(0, 1));
            for (TensorStream other : others) {
                stages.forEach(stage -> warmByTrials(other, stage, DType.F32, memories.getFirst(), deadline));
            }
            long allocated;
            do {
                allocated = 0;
                for (DType type : types) {
                    for (Distribution distribution : distributions) {
                        if (isBoxed(type, distribution)) {
                            continue;
                        }
                        for (MemorySegment memory : memories) {
                            allocated += allocatedByCalls(filler, stream, distribution, type, memory);
                        }
                    }
                }
                for (TensorStream other : others) {
                    for (Distribution stage : stages) {
                        for (MemorySegment memory : memories) {
                            allocated += allocatedByCalls(filler, other, stage, DType.F32, memory);
                        }
                    }
                }
            } while (allocated > 0 && System.nanoTime() < deadline);
            assertEquals(0, allocated, "bytes allocated by " + CALLS + " calls of each kind");
        }
    }

    /** Many small fills get as fast as one large one: a kernel that only they use is tried too. */
    @Test
    void fillsOfOneBatchBecomeHot() {
        TensorStream stream = TensorStream.of(Engine.CHACHA8, 1, "w");
        Distribution uniform = new Uniform(0, 1);
        int elements = TileFiller.BATCH * Tile.WORDS;
        MemorySegment memory = Arena.ofAuto().allocate(elements * 2L);
        Warmth warmth = Warmth.of(stream.engine(), DType.F16, uniform);
        assertFalse(warmth.isHot(), "another test was first: this one would show nothing");
        TileFiller filler = TileFiller.adaptive();
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!warmth.isHot() && System.nanoTime() < deadline) {
            filler.fill(stream, uniform, DType.F16, 0, elements, memory, 0);
        }
        assertTrue(warmth.isHot(), "after a minute of fills");
    }

    /**
     * Warms as a fill does, by small calls. What the compiler learns from calls of whole batches alone makes it box some of
     * ChaCha8's vectors.
     */
    private static void warmByTrials(TensorStream stream, Distribution distribution, DType type, MemorySegment memory,
            long deadline) {
        TileFiller filler = TileFiller.adaptive();
        Warmth warmth = Warmth.of(stream.engine(), type, distribution);
        while (!warmth.isHot() && System.nanoTime() < deadline) {
            filler.fill(stream, distribution, type, 7, ELEMENTS, memory, 1);
        }
    }

    /**
     * The one kernel that HotSpot 25 does not keep in registers: truncated normals in f64 with vectors of 128 bits. The clock
     * keeps fills on its scalar twin there, see {@link Warmth}.
     */
    private static boolean isBoxed(DType type, Distribution distribution) {
        return Lanes.BITS == 128 && type == DType.F64 && distribution instanceof TruncatedNormal;
    }

    private static long allocatedByCalls(TileFiller filler, TensorStream stream, Distribution distribution, DType type,
            MemorySegment memory) {
        // A distribution that was not the last one calculates its parameters.
        filler.fill(stream, distribution, type, 7, 1, memory, 1);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            filler.fill(stream, distribution, type, 7, ELEMENTS, memory, 1);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** A whole fill allocates for its bookkeeping alone: the same few bytes for 1 MiB and for 64 MiB. */
    @Test
    void engineAllocatesNothingThatGrowsWithTheSize() throws IOException {
        try (Arena arena = Arena.ofShared(); Filler filler = new Filler(2)) {
            MemorySegment memory = arena.allocate(64 << 20);
            long small = steadyBytes(filler, memory, 1 << 18);
            long large = steadyBytes(filler, memory, 16 << 20);
            assertTrue(small < BOOKKEEPING && large < BOOKKEEPING, small + " and " + large + " bytes a fill");
        }
    }

    /**
     * The least of many fills, by all threads together: what is left when the compiler has finished, for which it has two
     * minutes.
     */
    private static long steadyBytes(Filler filler, MemorySegment memory, long elements) throws IOException {
        TensorSpec tensor = new TensorSpec("w", Shape.of(elements), DType.F32);
        List<Part> parts = List.of(new Part(Slice.whole(tensor.shape()), new Normal(0, 1)));
        List<FillTask> tasks = List.of(FillTask.whole(tensor, parts, 1, memory));
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + 120_000_000_000L;
        do {
            long before = THREADS.getTotalThreadAllocatedBytes();
            filler.fill(tasks, Progress.NONE);
            least = Math.min(least, THREADS.getTotalThreadAllocatedBytes() - before);
        } while (least >= BOOKKEEPING && System.nanoTime() < deadline);
        return least;
    }
}
