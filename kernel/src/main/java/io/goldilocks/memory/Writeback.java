// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends a new file to the disk while it is being made. Left to itself, Linux begins when a tenth of the memory waits, or after
 * half a minute: the disk would idle until the file is forced, and then everybody would wait for the disk.
 *
 * <p>The file is counted in spans. Who completes one starts its way to the disk, and waits for one that was completed some
 * spans before, so that never much is left. A file that takes a good part of the memory also leaves the page cache behind the
 * writers: it would push out what others need, and few read such a file at once. Safe for many threads.
 */
final class Writeback {
    /** The size of a span in bytes: large enough for the disk to work at its speed. */
    private static final long SPAN = 16L << 20;

    /** The most spans of a file; from 1 TiB on they grow. */
    private static final long MAX_SPANS = 1 << 16;

    /** How many spans may be on their way. */
    static final int UNDERWAY = 8;

    /** From this part of the memory on, a file leaves the page cache. */
    private static final int LARGE = 8;

    /** Gives up a range that is to leave the page cache, which keeps what is mapped. */
    @FunctionalInterface
    interface Release {
        Release NOTHING = (_, _) -> {};

        void release(long offset, long length);
    }

    private final int descriptor;
    private final long size;
    private final long span;
    private final boolean leavesCache;
    private final Release mapping;
    private final AtomicLongArray written;
    private final Queue<Long> underway = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    Writeback(int descriptor, long size, long span, boolean leavesCache, Release mapping) {
        this.descriptor = descriptor;
        this.size = size;
        this.leavesCache = leavesCache;
        this.mapping = mapping;
        this.span = span;
        written = new AtomicLongArray((int) Math.ceilDiv(size, span));
    }

    /** The writeback of an open file, which stays open as long, or none where the system has no such call. */
    static Optional<Writeback> of(OptionalInt descriptor, long size, Release mapping) {
        if (Linux.obstacle().isPresent() || descriptor.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Writeback(descriptor.getAsInt(), size, span(size), size >= memory() / LARGE, mapping));
    }

    static long span(long size) {
        return Math.max(SPAN, Long.highestOneBit(size / MAX_SPANS) << 1);
    }

    /** Counts a range that is in the page cache now, each byte once. */
    void wrote(long offset, long length) throws IOException {
        long end = offset + length;
        for (long at = offset; at < end;) {
            int index = (int) (at / span);
            long next = Math.min(end, (index + 1L) * span);
            if (written.addAndGet(index, next - at) == length(index)) {
                completed(index);
            }
            at = next;
        }
    }

    private void completed(long index) throws IOException {
        sync(index, false);
        underway.add(index);
        if (count.incrementAndGet() > UNDERWAY) {
            count.decrementAndGet();
            Long earlier = underway.poll();
            if (earlier != null) {
                sync(earlier, true);
                if (leavesCache) {
                    mapping.release(earlier * span, length(earlier));
                    Linux.forget(descriptor, earlier * span, length(earlier));
                }
            }
        }
    }

    // Who waits here for a range takes the news of its failure away from the force at the end: so it must be told.
    private void sync(long index, boolean wait) throws IOException {
        requireSent(Linux.syncFileRange(descriptor, index * span, length(index), wait));
    }

    static void requireSent(int error) throws IOException {
        if (error == Linux.EIO || error == Linux.ENOSPC || error == Linux.EDQUOT) {
            throw new IOException(Linux.reason(error));
        }
    }

    private long length(long index) {
        return Math.min(span, size - index * span);
    }

    /** The machine's memory in bytes, or the largest number if it is unknown. */
    private static long memory() {
        try {
            Matcher total = Pattern.compile("MemTotal: +(\\d+) kB").matcher(Files.readString(Path.of("/proc/meminfo")));
            return total.find() ? Long.parseLong(total.group(1)) << 10 : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
