// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Fills memory in one call, on all cores. For another number of threads, slices or progress see {@link Filler}. */
public final class Goldilocks {
    private Goldilocks() {}

    /**
     * Fills a segment with the initial values of a tensor. The bits depend on the seed, the tensor's name, shape and type, and
     * the initialiser, on nothing else. Safe for any thread; calls at the same time take turns.
     *
     * <p>Memory of {@link io.goldilocks.memory.HugeMemory}, not touched before, is the fastest from nothing to filled: each huge
     * page is made and filled by the same thread.
     *
     * @param segment memory of any kind and alignment, of at least the tensor's size in bytes; the values are packed in C
     *     order, little-endian
     * @param tensor what to fill it with
     * @param layout what the tensor's axes mean, from which fans are counted
     * @param initializer the rule
     * @param seed the seed: all 64 bits count
     * @throws IllegalArgumentException if the memory is too small or read-only, or the pieces do not fit each other
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static void fill(MemorySegment segment, TensorSpec tensor, Layout layout, Initializer initializer,
            long seed) {
        FillTask task = FillTask.whole(tensor, initializer.parts(tensor.shape(), layout), seed, segment);
        try {
            AllCores.FILLER.fill(List.of(task), Progress.NONE);
        } catch (IOException e) {
            throw new AssertionError("memory does no input or output", e);
        }
    }

    /** Made when first needed; its threads are daemons. */
    private static final class AllCores {
        static final Filler FILLER = new Filler();
    }
}
