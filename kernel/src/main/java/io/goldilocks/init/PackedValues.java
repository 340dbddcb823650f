// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Computed elements in native memory, one after the other. */
final class PackedValues implements Content.Values {
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final boolean doubles;
    private final MemorySegment memory;

    /** Allocates elements of 0. */
    PackedValues(long elements, boolean doubles) {
        this.doubles = doubles;
        memory = arena.allocate(Math.multiplyExact(elements, doubles ? 8L : 4L), 64);
    }

    /** The elements in C order, little-endian. */
    MemorySegment memory() {
        return memory;
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
