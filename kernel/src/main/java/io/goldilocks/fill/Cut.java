// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import java.lang.foreign.MemorySegment;

/**
 * How the elements of a piece are cut into chunks: the first ends at a boundary of the destination, the others go from boundary to
 * boundary. So a huge page of fresh memory belongs to one thread, which finds in its cache what the system has just zeroed there, and
 * a file is written in whole pages. What fits into one chunk is one.
 *
 * @param elements how many there are
 * @param lead how many the first chunk takes, if there are so many; at least 1
 * @param step how many each further chunk takes
 */
record Cut(long elements, long lead, long step) {
    /**
     * Cuts a piece.
     *
     * @param chunkBytes the distance between boundaries, a power of two
     */
    static Cut of(FillTask task, Runs runs, long chunkBytes) {
        int size = task.tensor().dtype().byteSize();
        long step = chunkBytes / size;
        long base = switch (task.target()) {
            case FillTask.InMemory(MemorySegment segment) -> segment.address();
            case FillTask.Lent _,FillTask.Streamed _ -> 0; // Files begin on a page.
        };
        long begins = base + task.offset() + runs.firstInWindow() * size;
        long toBoundary = (chunkBytes - (begins & (chunkBytes - 1))) / size;
        return new Cut(runs.elements(), runs.elements() <= step || toBoundary == 0 ? step : toBoundary, step);
    }

    /** The number of chunks. */
    long count() {
        return elements <= lead ? 1 : 1 + Math.ceilDiv(elements - lead, step);
    }

    /** The first element of a chunk, or the end of all for the one after the last. */
    long start(long chunk) {
        return chunk == 0 ? 0 : Math.min(elements, lead + (chunk - 1) * step);
    }
}
