// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.Tile;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Some of an expert's inner channels, which its three layers must agree on.
 *
 * @param chosen their numbers
 */
record Channels(BitSet chosen) {
    /**
     * Chooses the fraction of the channels, rounded to nearest, that have the smallest words in the stream of the expert's name; of
     * equal words the first.
     */
    static Channels draw(Randomness randomness, String expert, int count, double fraction) {
        int tiles = Math.ceilDiv(count, Tile.WORDS);
        int[] words = new int[tiles * Tile.WORDS];
        new ScalarWords().generate(randomness.stream(expert), 0, tiles, words);
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            order[i] = Integer.toUnsignedLong(words[i]) << 31 | i;
        }
        Arrays.sort(order);
        BitSet chosen = new BitSet(count);
        for (int i = 0; i < Math.round(fraction * count); i++) {
            chosen.set((int) (order[i] & Integer.MAX_VALUE));
        }
        return new Channels(chosen);
    }
}
