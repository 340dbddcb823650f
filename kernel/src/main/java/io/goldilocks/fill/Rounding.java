// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

/**
 * Rounds f32 to the 16-bit types: once, to nearest, ties to even. Both implementations give the same bits and are safe for
 * any thread.
 */
sealed interface Rounding permits ScalarRounding, VectorRounding {
    /** Rounds the first {@code count} values to bfloat16; {@code count} is a multiple of 64. NaN stays NaN. */
    void toBf16(float[] values, int count, short[] out);

    /** Rounds the first {@code count} values to IEEE binary16; {@code count} is a multiple of 64. From 65520 on: infinity. */
    void toF16(float[] values, int count, short[] out);
}
