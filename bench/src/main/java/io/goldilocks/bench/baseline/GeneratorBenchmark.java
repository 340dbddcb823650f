// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import io.goldilocks.bench.SampleBenchmark;
import io.goldilocks.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A library's generator in the plain loop that its user would write: one f32 at a time into the buffer, on one thread. A fork
 * measures one subclass with one generator and one of the two loops.
 */
public abstract class GeneratorBenchmark extends SampleBenchmark {
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

    @Override
    protected final boolean supported() {
        return dtype == DType.F32 && threads == 1
                && (distribution.equals("normal") || distribution.equals("uniform"));
    }

    @Override
    protected final void fill() {
        if (distribution.equals("normal")) {
            fillNormal(buffer(), elements());
        } else {
            fillUniform(buffer(), elements());
        }
    }

    /** Standard normals, made in f64 as these libraries do, and rounded to f32. */
    private void fillNormal(MemorySegment buffer, long elements) {
        for (long i = 0; i < elements; i++) {
            buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) nextNormal());
        }
    }

    private void fillUniform(MemorySegment buffer, long elements) {
        for (long i = 0; i < elements; i++) {
            buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, nextUniform());
        }
    }
}
