// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Fresh memory on huge pages, for buffers of many megabytes.
 *
 * <p>{@link Arena#allocate} zeroes what it gives, on one thread and in small pages, which costs several times the fill that
 * follows. Here the system gives pages that are zero already, each when it is first touched and to the thread that
 * touches it: so whoever fills the memory with many threads also makes it with as many, and each huge page is still in the
 * cache of the core that zeroed it when its values come. To touch the memory before would only undo that.
 *
 * <p>That needs Linux, with {@code madvise} or {@code always} in {@code /sys/kernel/mm/transparent_hugepage/enabled}, and the
 * Java option {@code --enable-native-access} for this module. Without huge pages the memory comes in small ones, and without
 * Linux or the option it comes from the arena itself: slower, and otherwise the same.
 */
public final class HugeMemory {
    /** The size of a huge page on x86-64, and on ARM with pages of 4 KiB, in bytes. */
    public static final long PAGE = 2L << 20;

    private HugeMemory() {}

    /**
     * Makes memory that lives as long as an arena.
     *
     * @param arena the memory's owner, of any kind; who may touch it, and when it is freed, is as the arena says
     * @param size the size in bytes, at least 0
     * @return a segment of that size, zero, at an address that is a multiple of {@link #PAGE}
     * @throws IllegalArgumentException if the size is negative
     * @throws OutOfMemoryError if there is not so much memory; the message names the size. Where the system overcommits, it
     *     may also promise more than it has, and end the process at a touch. Java's own limit, {@code
     *     -XX:MaxDirectMemorySize}, counts only where the memory comes from the arena
     * @throws IllegalStateException if the arena is closed
     * @throws WrongThreadException if the arena is confined to another thread
     */
    public static MemorySegment allocate(Arena arena, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("cannot allocate " + size + " bytes: expected at least 0");
        }
        if (size == 0 || Linux.obstacle().isPresent()) {
            return arena.allocate(size, PAGE);
        }
        return map(arena, size);
    }

    // Restricted, because a wrong size could reach foreign memory: the slice below lies within the mapping.
    @SuppressWarnings("restricted")
    private static MemorySegment map(Arena arena, long size) {
        // Two pages more: one to begin on a page, one for the last page to be whole. What is not touched takes no memory.
        long mapped = size + 2 * PAGE;
        long address = mapped < 0 ? -1 : Linux.mmap(mapped);
        if (address == -1) {
            throw new OutOfMemoryError("cannot allocate " + size + " bytes");
        }
        MemorySegment mapping;
        try {
            mapping = MemorySegment.ofAddress(address).reinterpret(mapped, arena,
                    segment -> Linux.munmap(segment.address(), mapped));
        } catch (RuntimeException e) {
            Linux.munmap(address, mapped);
            throw e;
        }
        Linux.adviseHugePages(address, mapped);
        return mapping.asSlice(-address & (PAGE - 1), size);
    }
}
