// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

/**
 * The unit in which words are laid out: 16 consecutive blocks of four words each. Word w of block b of a tile stands in
 * row w, column b mod 16; a row of 16 words is one vector of 512 bits, two of 256 or four of 128, so that every width reads
 * the same layout without a shuffle.
 */
public final class Tile {
    /** Blocks in a tile, which is also the length of a row in words. */
    public static final int BLOCKS = 16;
    /** Rows in a tile: the words of a block. */
    public static final int ROWS = 4;
    /** Words in a tile. */
    public static final int WORDS = BLOCKS * ROWS;

    private Tile() {}

    /**
     * Returns where row 0 of a block of four words stands.
     *
     * @param block the block's number, counted from the first tile; for one below 0 the result means nothing
     * @return the index of the word, counted from the first tile
     */
    public static int indexOf(int block) {
        return block / BLOCKS * WORDS + block % BLOCKS;
    }
}
