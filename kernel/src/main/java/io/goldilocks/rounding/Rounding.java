// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rounding;

import java.lang.foreign.MemorySegment;

/**
 * Rounds f32 to the smaller types: once, to nearest, ties to even. Both implementations give the same bits, keep no state, and are
 * safe for any thread. The vector twin takes {@linkplain io.goldilocks.simd.PlainMemory plain memory} alone, the scalar twin any;
 * all is little-endian. Of every method: values are read from the beginning of {@code values} on, elements written from byte
 * {@code offset} of {@code out} on, and {@code count} is a multiple of 64.
 */
public sealed interface Rounding permits ScalarRounding, VectorRounding {
    /**
     * Rounds to bfloat16. NaN stays NaN.
     *
     * @param values f32 values
     * @param count how many
     * @param out where the elements go
     * @param offset where they begin, in bytes
     * @throws IndexOutOfBoundsException if either is too short
     * @throws IllegalArgumentException if the memory is of a kind that the twin does not take
     */
    void toBf16(MemorySegment values, int count, MemorySegment out, long offset);

    /**
     * Rounds to IEEE binary16. From 65520 on: infinity. NaN stays NaN.
     *
     * @param values f32 values
     * @param count how many
     * @param out where the elements go
     * @param offset where they begin, in bytes
     * @throws IndexOutOfBoundsException if either is too short
     * @throws IllegalArgumentException if the memory is of a kind that the twin does not take
     */
    void toF16(MemorySegment values, int count, MemorySegment out, long offset);

    /**
     * Rounds to an 8-bit float.
     *
     * @param type which
     * @param values f32 values
     * @param count how many
     * @param out where the elements go
     * @param offset where they begin, in bytes
     * @throws IndexOutOfBoundsException if either is too short
     * @throws IllegalArgumentException if the memory is of a kind that the twin does not take
     */
    void toFloat8(Float8 type, MemorySegment values, int count, MemorySegment out, long offset);
}
