// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/** Samples in arrays, which tests look at more easily than at memory. */
public final class SampleArrays {
    private SampleArrays() {}

    /** Runs a kernel on memory as large as an array, and copies what it wrote into the array. */
    public static void into(float[] samples, Consumer<MemorySegment> kernel) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_FLOAT, samples.length);
            kernel.accept(out);
            MemorySegment.copy(out, ValueLayout.JAVA_FLOAT, 0, samples, 0, samples.length);
        }
    }

    /** As {@link #into(float[], Consumer)}. */
    public static void into(double[] samples, Consumer<MemorySegment> kernel) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_DOUBLE, samples.length);
            kernel.accept(out);
            MemorySegment.copy(out, ValueLayout.JAVA_DOUBLE, 0, samples, 0, samples.length);
        }
    }
}
