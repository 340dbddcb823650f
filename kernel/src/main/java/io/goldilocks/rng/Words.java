// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

/** Produces words of a stream. Both implementations give the same bits. An instance serves one thread at a time. */
public sealed interface Words permits ScalarWords, VectorWords {
    /**
     * Writes consecutive tiles of a stream.
     *
     * @param stream the stream
     * @param firstTile the number of the first tile, at least 0; a multiple of the engine's {@link Engine#alignment}
     * @param tiles how many tiles to write; a multiple of the engine's {@link Engine#tilesPerStep}
     * @param out receives {@code tiles} · {@link Tile#WORDS} words from index 0 on
     */
    void generate(TensorStream stream, long firstTile, int tiles, int[] out);
}
