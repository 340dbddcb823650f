// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * A writable mapping of a file, whose changes go to the file. Ranges of it are brought in by a call before they are touched:
 * where the file has lost its pages, because another process has cut it short, or the disk is full and nothing was reserved, a
 * touch would be a SIGBUS; the call gives an error. Without Linux 5.14 and native access there is no such call, and the risk
 * remains. Safe for many threads.
 */
public final class SharedMapping {
    private static final long PAGE = 4096;

    private final MemorySegment segment;

    private SharedMapping(MemorySegment segment) {
        this.segment = segment;
    }

    /**
     * Maps the start of a file.
     *
     * @param channel the file, open for reading and writing; it may be closed afterwards
     * @param size the size in bytes; a file that is shorter is extended
     * @param arena what unmaps it when it is closed
     * @return the mapping
     * @throws IOException if the file cannot be mapped
     */
    public static SharedMapping of(FileChannel channel, long size, Arena arena) throws IOException {
        return new SharedMapping(channel.map(MapMode.READ_WRITE, 0, size, arena));
    }

    /**
     * Brings in a range.
     *
     * @param offset the place of the first byte, in bytes from the file's start
     * @param length the length in bytes
     * @return a writable segment of that length, which ends with the arena
     * @throws IndexOutOfBoundsException if the range does not lie within the mapping
     * @throws IOException if the file has lost its pages; the message is the cause alone
     */
    public MemorySegment lend(long offset, long length) throws IOException {
        MemorySegment lent = segment.asSlice(offset, length);
        if (length > 0 && Linux.obstacle().isEmpty()) {
            long first = pageOf(offset);
            if (Linux.populate(segment.address() + first, pageOf(offset + length + PAGE - 1) - first) == Linux.EFAULT) {
                throw new IOException("pages of the file are gone: it was cut short, or the disk is full");
            }
        }
        return lent;
    }

    /** Sends all changes to the disk, and waits until they are there. */
    public void force() {
        segment.force();
    }

    /** Unmaps what lies in a range until it is touched again; what was written stays. */
    void release(long offset, long length) {
        Linux.release(segment.address() + offset, length);
    }

    private static long pageOf(long offset) {
        return offset / PAGE * PAGE;
    }
}
