// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * Turns tiles of words into tiles of samples. Both implementations give the same bits; all methods are pure and safe for any
 * thread.
 *
 * <p>An f32 sample takes one word and stands where it stood. An f64 sample takes two: the words of rows 0 and 1 make the 16
 * samples of the first half of the tile, those of rows 2 and 3 the second, so a tile holds 32.
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
     * @param out receives 64 samples for each tile from index 0 on
     */
    void uniform(int[] words, int tiles, float low, float span, float[] out);

    /**
     * Normal in f32, by Box–Muller: the word of an even row gives the radius, the word below it the angle.
     *
     * @param words the tiles
     * @param tiles how many
     * @param mean the mean
     * @param std the standard deviation
     * @param out receives 64 samples for each tile from index 0 on
     */
    void normal(int[] words, int tiles, float mean, float std, float[] out);

    /**
     * Truncated normal in f32, by inversion.
     *
     * @param words the tiles
     * @param tiles how many
     * @param truncation the parameters
     * @param out receives 64 samples for each tile from index 0 on
     */
    void truncatedNormal(int[] words, int tiles, Truncation truncation, float[] out);

    /**
     * Uniform in f64: {@code low + u·span}, u a multiple of 2⁻⁵³ in [0, 1).
     *
     * @param words the tiles
     * @param tiles how many
     * @param low the lower bound
     * @param span upper minus lower bound
     * @param out receives 32 samples for each tile from index 0 on
     */
    void uniform(int[] words, int tiles, double low, double span, double[] out);

    /**
     * Normal in f64, by Box–Muller: rows 0 and 1 give the radius, rows 2 and 3 the angle.
     *
     * @param words the tiles
     * @param tiles how many
     * @param mean the mean
     * @param std the standard deviation
     * @param out receives 32 samples for each tile from index 0 on
     */
    void normal(int[] words, int tiles, double mean, double std, double[] out);

    /**
     * Truncated normal in f64, by inversion.
     *
     * @param words the tiles
     * @param tiles how many
     * @param truncation the parameters
     * @param out receives 32 samples for each tile from index 0 on
     */
    void truncatedNormal(int[] words, int tiles, Truncation truncation, double[] out);
}
