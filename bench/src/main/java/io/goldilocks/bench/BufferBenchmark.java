// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Fills one native buffer again and again. All that is compared fills the same kind of memory: of an automatic arena, page-aligned,
 * touched before the first measurement.
 */
public abstract class BufferBenchmark extends AbstractBenchmark {
    private static final long PAGE = 4096;

    /**
     * The size of the buffer in MiB. 1 stays in the second- or third-level cache of any server core and shows the speed of
     * computing; 256 exceeds every cache but the largest and shows what DRAM leaves of it.
     */
    @Param({"1", "256"})
    public int mebibytes;

    private MemorySegment buffer;

    /** Makes the state; JMH sets the parameters. */
    protected BufferBenchmark() {}

    /** Allocates the buffer, which also touches it: an arena zeroes what it gives. */
    @Setup(Level.Trial)
    public final void allocate() {
        buffer = Arena.ofAuto().allocate((long) mebibytes << 20, PAGE);
    }

    /**
     * Returns the memory to fill.
     *
     * @return the buffer, {@link #mebibytes} long
     */
    public final MemorySegment buffer() {
        return buffer;
    }
}
