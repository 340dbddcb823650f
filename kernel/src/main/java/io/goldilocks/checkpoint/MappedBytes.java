// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.Checksum;

/**
 * Looks at bytes of mapped files, which another process may cut short at any moment. The JDK's own methods for that, {@link
 * MemorySegment#mismatch} and {@link Checksum#update(java.nio.ByteBuffer)}, are compiled to code in which a lost page ends the
 * process (seen in JDK 25). Here bytes are copied first, and a lost page is an {@link InternalError}.
 */
public final class MappedBytes {
    /** Bytes that are looked at together: two copies stay in the nearest cache. */
    private static final int BLOCK = 8192;

    /** Most comparisons end here. */
    private static final int FIRST = 256;

    private MappedBytes() {}

    /**
     * Finds where two segments differ.
     *
     * @param a one segment
     * @param b the other
     * @return the offset of the first byte that differs, or the smaller size if that is where one of the two ends, or −1 if they are
     *     the same
     * @throws InternalError if a file has lost the page of a byte
     */
    public static long mismatch(MemorySegment a, MemorySegment b) {
        long common = Math.min(a.byteSize(), b.byteSize());
        long first = Math.min(FIRST, common);
        long found = mismatch(a, b, 0, first);
        if (found < 0) {
            found = mismatch(a, b, first, common);
        }
        return found >= 0 || a.byteSize() == b.byteSize() ? found : common;
    }

    /**
     * Adds bytes to a checksum.
     *
     * @param checksum the sum
     * @param bytes the bytes
     * @throws InternalError if a file has lost the page of a byte
     */
    public static void update(Checksum checksum, MemorySegment bytes) {
        byte[] copy = new byte[(int) Math.min(BLOCK, bytes.byteSize())];
        for (long done = 0; done < bytes.byteSize(); done += BLOCK) {
            int length = (int) Math.min(BLOCK, bytes.byteSize() - done);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, done, copy, 0, length);
            checksum.update(copy, 0, length);
        }
    }

    private static long mismatch(MemorySegment a, MemorySegment b, long from, long to) {
        MemorySegment left = MemorySegment.ofArray(new byte[(int) Math.min(BLOCK, to - from)]);
        MemorySegment right = MemorySegment.ofArray(new byte[(int) Math.min(BLOCK, to - from)]);
        for (long done = from; done < to; done += BLOCK) {
            long length = Math.min(BLOCK, to - done);
            MemorySegment.copy(a, done, left, 0, length);
            MemorySegment.copy(b, done, right, 0, length);
            long found = MemorySegment.mismatch(left, 0, length, right, 0, length);
            if (found >= 0) {
                return done + found;
            }
        }
        return -1;
    }
}
