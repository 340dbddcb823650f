// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Takes finished bytes that have no memory of their own to go to, such as those of a file. Called by many threads at once. */
@FunctionalInterface
public interface Sink {
    /**
     * Takes one run of bytes. Runs arrive in any order and never overlap.
     *
     * @param offset where the run belongs, in bytes
     * @param bytes the run; valid during the call only
     * @throws IOException if the bytes cannot be taken, which ends the fill
     */
    void accept(long offset, MemorySegment bytes) throws IOException;
}
