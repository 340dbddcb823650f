// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.init.Content;
import io.goldilocks.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one computed content during one fill: computed by the first worker that asks while the others wait, and
 * freed when the last chunk that is cut from them is done.
 */
final class Computation {
    private final Content.Computed content;
    private final long elements;
    private final boolean doubles;
    private long chunksLeft;
    private @Nullable Arena arena;
    private @Nullable MemorySegment values;

    Computation(Content.Computed content, long elements, DType type) {
        this.content = content;
        this.elements = elements;
        this.doubles = type == DType.F64;
    }

    /** Announces chunks; before any of them is filled. */
    void expect(long chunks) {
        chunksLeft += chunks;
    }

    /** Whether the elements are f64, else f32. */
    boolean doubles() {
        return doubles;
    }

    /** All elements of the frame in C order, little-endian. The memory stays open until {@link #free}. */
    @SuppressWarnings("MustBeClosedChecker")
    synchronized MemorySegment values(Content.Samples samples) {
        MemorySegment made = values;
        if (made == null) {
            Arena memory = Arena.ofShared();
            arena = memory;
            made = memory.allocate(Math.multiplyExact(elements, doubles ? 8L : 4L), 64);
            content.compute(samples, doubles, made);
            values = made;
        }
        return made;
    }

    synchronized void chunkFinished() {
        chunksLeft--;
        if (chunksLeft == 0) {
            free();
        }
    }

    /** Frees the elements if they are still there, as they are after a failure. */
    synchronized void free() {
        Arena memory = arena;
        if (memory != null) {
            memory.close();
            arena = null;
            values = null;
        }
    }
}
