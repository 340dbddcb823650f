// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import java.lang.foreign.MemorySegment;

/**
 * Rounds f32 to the 16-bit types: once, to nearest, ties to even. Both implementations give the same bits and are safe for
 * any thread. The vector twin takes {@linkplain io.goldilocks.simd.PlainMemory plain memory} alone, the scalar twin any; all
 * is little-endian.
 */
sealed interface Rounding permits ScalarRounding, VectorRounding {
    /**
     * Rounds the first {@code count} values to bfloat16, which begin at byte {@code offset} of {@code out}; {@code count} is a
     * multiple of 64. NaN stays NaN.
     */
    void toBf16(MemorySegment values, int count, MemorySegment out, long offset);

    /** Rounds to IEEE binary16, as {@link #toBf16} does otherwise. From 65520 on: infinity. */
    void toF16(MemorySegment values, int count, MemorySegment out, long offset);
}
