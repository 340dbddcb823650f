// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import java.lang.foreign.MemorySegment;

/** Compares bytes of mapped files, which another process may cut short at any moment. */
public final class MappedBytes {
    /** Bytes that are compared at a time: both copies stay in the nearest cache. */
    private static final int BLOCK = 8192;

    private MappedBytes() {}

    /**
     * Finds where two segments differ, as {@link MemorySegment#mismatch} does. HotSpot compiles that method to code in which a
     * lost page of a file ends the process (seen in JDK 25); in copies, as here, it is an {@link InternalError}.
     *
     * @param a one segment
     * @param b the other
     * @return the offset of the first byte that differs, or the smaller size if that is where one of the two ends, or −1 if they are
     *     the same
     * @throws InternalError if a file has lost the page of a byte
     */
    public static long mismatch(MemorySegment a, MemorySegment b) {
        long common = Math.min(a.byteSize(), b.byteSize());
        MemorySegment left = MemorySegment.ofArray(new byte[(int) Math.min(BLOCK, common)]);
        MemorySegment right = MemorySegment.ofArray(new byte[(int) Math.min(BLOCK, common)]);
        for (long done = 0; done < common; done += BLOCK) {
            long length = Math.min(BLOCK, common - done);
            MemorySegment.copy(a, done, left, 0, length);
            MemorySegment.copy(b, done, right, 0, length);
            long found = MemorySegment.mismatch(left, 0, length, right, 0, length);
            if (found >= 0) {
                return done + found;
            }
        }
        return a.byteSize() == b.byteSize() ? -1 : common;
    }
}
