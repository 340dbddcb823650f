// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import java.lang.foreign.MemorySegment;

/**
 * Turns tiles of words into tiles of samples. Both implementations give the same bits; all methods are pure and safe for any
 * thread.
 *
 * <p>An f32 sample takes one word and stands where it stood. An f64 sample takes two: the words of rows 0 and 1 make the 16
 * samples of the first half of the tile, those of rows 2 and 3 the second, so a tile holds 32.
 *
 * <p>The vector twin writes {@linkplain io.goldilocks.simd.PlainMemory plain memory} alone, the scalar twin any.
 */
public sealed interface Samples permits ScalarSamples, VectorSamples {
    /** f64 samples in a tile of words. */
    int DOUBLES_PER_TILE = 32;

    /**
     * Uniform in f32: {@code low + u·span}, u a multiple of 2⁻²⁴ in [0, 1).
     *
     * @param words the tiles
     * @param tiles how many
     * @param low the lower bound
     * @param span upper minus lower bound
     * @param out receives 64 samples for each tile, little-endian
     * @param offset where they begin, in bytes
     */
    void uniformF32(int[] words, int tiles, float low, float span, MemorySegment out, long offset);

    /**
     * Normal in f32, by Box–Muller: the word of an even row gives the radius, the word below it the angle.
     *
     * @param words the tiles
     * @param tiles how many
     * @param mean the mean
     * @param std the standard deviation
     * @param out receives 64 samples for each tile, little-endian
     * @param offset where they begin, in bytes
     */
    void normalF32(int[] words, int tiles, float mean, float std, MemorySegment out, long offset);

    /**
     * Truncated normal in f32, by inversion; {@link #normalF32} if its bounds cut nothing off.
     *
     * @param words the tiles
     * @param tiles how many
     * @param truncation the parameters
     * @param out receives 64 samples for each tile, little-endian
     * @param offset where they begin, in bytes
     */
    void truncatedNormalF32(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset);

    /**
     * Uniform in f64: {@code low + u·span}, u a multiple of 2⁻⁵³ in [0, 1).
     *
     * @param words the tiles
     * @param tiles how many
     * @param low the lower bound
     * @param span upper minus lower bound
     * @param out receives 32 samples for each tile, little-endian
     * @param offset where they begin, in bytes
     */
    void uniformF64(int[] words, int tiles, double low, double span, MemorySegment out, long offset);

    /**
     * Normal in f64, by Box–Muller: rows 0 and 1 give the radius, rows 2 and 3 the angle.
     *
     * @param words the tiles
     * @param tiles how many
     * @param mean the mean
     * @param std the standard deviation
     * @param out receives 32 samples for each tile, little-endian
     * @param offset where they begin, in bytes
     */
    void normalF64(int[] words, int tiles, double mean, double std, MemorySegment out, long offset);

    /**
     * Truncated normal in f64, by inversion; {@link #normalF64} if its bounds cut nothing off.
     *
     * @param words the tiles
     * @param tiles how many
     * @param truncation the parameters
     * @param out receives 32 samples for each tile, little-endian
     * @param offset where they begin, in bytes
     */
    void truncatedNormalF64(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset);
}
