// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.simd;

import java.lang.foreign.MemorySegment;

/**
 * The one kind of memory that vector kernels write: outside the heap, and no file's. A store that may meet several kinds costs
 * more than the arithmetic before it; with one kind it costs nothing beside a store to an array, and is as safe: bounds and
 * lifetime are looked at.
 */
public final class PlainMemory {
    /**
     * The class of its segments. A kernel compares {@code out.getClass()} with it itself, in its first line: from then on the
     * compiler knows what {@code out} is.
     */
    public static final Class<?> CLASS = MemorySegment.NULL.getClass();

    private PlainMemory() {}

    /**
     * Returns what a kernel throws for other memory.
     *
     * @param segment the memory
     * @return the exception
     */
    public static IllegalArgumentException refuse(MemorySegment segment) {
        return new IllegalArgumentException("a kernel can write native memory that maps no file, found " + segment
                + ": fill a buffer and copy it");
    }
}
