// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import io.goldilocks.bench.BufferBenchmark;
import io.goldilocks.bench.SampleCounter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * A library's generator in the plain loop that its user would write: one f32 at a time into the buffer, on one thread. Each
 * subclass has loops of its own to compile, and a fork measures one subclass with one generator.
 */
public abstract class GeneratorBenchmark extends BufferBenchmark {
    /** Makes the state; JMH sets the parameters. */
    protected GeneratorBenchmark() {}

    /**
     * Returns the next value.
     *
     * @return a standard normal
     */
    protected abstract double nextNormal();

    /**
     * Returns the next value.
     *
     * @return uniform on [0, 1)
     */
    protected abstract float nextUniform();

    /**
     * Fills the buffer with standard normals once, made in f64 as these libraries do, and rounded to f32.
     *
     * @param counter counts the samples
     */
    @Benchmark
    public void normal(SampleCounter counter) {
        MemorySegment buffer = buffer();
        long elements = buffer.byteSize() / Float.BYTES;
        for (long i = 0; i < elements; i++) {
            buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) nextNormal());
        }
        counter.samples += elements;
    }

    /**
     * Fills the buffer with uniforms on [0, 1) once.
     *
     * @param counter counts the samples
     */
    @Benchmark
    public void uniform(SampleCounter counter) {
        MemorySegment buffer = buffer();
        long elements = buffer.byteSize() / Float.BYTES;
        for (long i = 0; i < elements; i++) {
            buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, nextUniform());
        }
        counter.samples += elements;
    }
}
