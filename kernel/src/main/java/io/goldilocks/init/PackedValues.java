// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Computed elements in native memory, one after the other. Threads may write different elements at the same time. */
public final class PackedValues implements Content.Values {
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final boolean doubles;
    private final MemorySegment memory;

    /**
     * Allocates elements of 0.
     *
     * @param elements how many
     * @param doubles whether they are f64, else f32
     * @throws OutOfMemoryError if there is no room for them
     */
    public PackedValues(long elements, boolean doubles) {
        this.doubles = doubles;
        memory = arena.allocate(Math.multiplyExact(elements, doubles ? 8L : 4L), 64);
    }

    /**
     * Returns the memory, which ends with {@link #close}.
     *
     * @return the elements in C order, little-endian
     */
    public MemorySegment memory() {
        return memory;
    }

    /**
     * Sets consecutive elements.
     *
     * @param first the index of the first
     * @param values their values, rounded to f32 unless the elements are f64
     */
    public void write(long first, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (doubles) {
                memory.set(F64, (first + i) * Double.BYTES, values[i]);
            } else {
                memory.set(F32, (first + i) * Float.BYTES, (float) values[i]);
            }
        }
    }

    @Override
    public void read(long first, int count, double[] out) {
        for (int i = 0; i < count; i++) {
            long index = first + i;
            out[i] = doubles ? memory.get(F64, index * Double.BYTES) : memory.get(F32, index * Float.BYTES);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
