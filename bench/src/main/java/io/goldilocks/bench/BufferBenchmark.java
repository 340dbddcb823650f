// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Fills one buffer again and again. All that is compared fills the same kind of memory: native, of an automatic arena,
 * page-aligned, touched before the first measurement.
 */
public abstract class BufferBenchmark extends AbstractBenchmark {
    private static final long PAGE = 4096;

    /**
     * The size of the buffer in KiB. 512 stays in the second-level cache of most server cores and shows the speed of
     * computing; 262144 (256 MiB) exceeds every cache but the largest and shows what DRAM leaves of it.
     */
    @Param({"512", "262144"})
    public int kibibytes;

    private MemorySegment buffer;

    /** Makes the state; JMH sets the parameters. */
    protected BufferBenchmark() {}

    /**
     * Allocates the buffer.
     *
     * @throws IOException if the buffer is a file's and the file cannot be made
     */
    @Setup(Level.Trial)
    public final void allocate() throws IOException {
        buffer = allocate((long) kibibytes << 10);
    }

    /**
     * Returns the memory to fill.
     *
     * @return the buffer, {@link #kibibytes} long
     */
    public final MemorySegment buffer() {
        return buffer;
    }

    /**
     * Allocates memory and touches it: an arena zeroes what it gives.
     *
     * @param bytes how much
     * @return the memory
     * @throws IOException if it is a file's and the file cannot be made
     */
    protected MemorySegment allocate(long bytes) throws IOException {
        return Arena.ofAuto().allocate(bytes, PAGE);
    }
}
