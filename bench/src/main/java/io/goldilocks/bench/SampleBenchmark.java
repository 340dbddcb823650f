// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import io.goldilocks.tensor.DType;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Fills the buffer with samples: the same job for the kernel and for all that it is compared with. Two results are comparable
 * when these parameters are equal, whatever the classes.
 */
public abstract class SampleBenchmark extends BufferBenchmark {
    /** What the samples are drawn from: {@code normal} is standard, {@code uniform} is on [0, 1). */
    @Param({"normal", "uniform"})
    public String distribution;

    /** The type of the elements. */
    @Param("F32")
    public DType dtype;

    /** How many threads fill, the caller's among them. */
    @Param("1")
    public int threads;

    /** Makes the state; JMH sets the parameters. */
    protected SampleBenchmark() {}

    /**
     * Fills the buffer once.
     *
     * @param counter counts the samples
     * @throws IOException never: there is nothing to write but memory
     */
    @Benchmark
    public final void fill(SampleCounter counter) throws IOException {
        fill();
        counter.samples += elements();
    }

    /** Refuses parameters that the library under test has no means for, rather than measure something else. */
    @Setup(Level.Trial)
    public final void requireSupported() {
        if (!supported()) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " cannot fill with distribution="
                    + distribution + " dtype=" + dtype + " threads=" + threads + ": leave this combination out");
        }
    }

    /**
     * Returns how many samples the buffer holds.
     *
     * @return the number
     */
    protected final long elements() {
        return buffer().byteSize() / dtype.byteSize();
    }

    /**
     * Says whether the library has a fill for the parameters.
     *
     * @return true, unless the benchmark says otherwise
     */
    protected boolean supported() {
        return true;
    }

    /**
     * Fills the buffer once.
     *
     * @throws IOException never: there is nothing to write but memory
     */
    protected abstract void fill() throws IOException;
}
