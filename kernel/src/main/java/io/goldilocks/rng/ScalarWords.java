// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

/** The words of a stream, one block at a time: the specification that {@link VectorWords} equals bit for bit. */
public final class ScalarWords implements Words {
    private final int[] block = new int[Tile.ROWS];

    /** Makes the scalar twin. */
    public ScalarWords() {}

    @Override
    public void generate(TensorStream stream, long firstTile, int tiles, int[] out) {
        for (int tile = 0; tile < tiles; tile++) {
            for (int column = 0; column < Tile.BLOCKS; column++) {
                long number = (firstTile + tile) * Tile.BLOCKS + column;
                block[0] = (int) number;
                block[1] = stream.counter1(number);
                block[2] = stream.counter2();
                block[3] = stream.counter3();
                Philox4x32.encipher(block, stream.key0(), stream.key1());
                for (int row = 0; row < Tile.ROWS; row++) {
                    out[tile * Tile.WORDS + row * Tile.BLOCKS + column] = block[row];
                }
            }
        }
    }
}
