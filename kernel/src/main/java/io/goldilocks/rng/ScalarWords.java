// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

/** The words of a stream, one block at a time: the specification that {@link VectorWords} equals bit for bit. */
public final class ScalarWords implements Words {
    private final int[] state = new int[ChaCha.WORDS];
    private final int[] block = new int[ChaCha.WORDS];
    private final int[] key = new int[Threefry4x32.KEY_WORDS];

    /** Makes the scalar twin. */
    public ScalarWords() {}

    @Override
    public void generate(TensorStream stream, long firstTile, int tiles, int[] out) {
        int rows = stream.engine().wordsPerBlock();
        long first = firstTile * Tile.WORDS / rows;
        for (int number = 0; number < tiles * Tile.WORDS / rows; number++) {
            switch (stream.engine()) {
                case PHILOX4X32_10 -> philox(stream, first + number);
                case CHACHA8 -> chaCha8(stream, first + number);
                case THREEFRY4X32_13 -> threefry(stream, first + number);
            }
            int at = number / Tile.BLOCKS * Tile.BLOCKS * rows + number % Tile.BLOCKS;
            for (int row = 0; row < rows; row++) {
                out[at + row * Tile.BLOCKS] = block[row];
            }
        }
    }

    private void philox(TensorStream stream, long number) {
        count(stream, number);
        Philox4x32.encipher(block, stream.key0(), stream.key1());
    }

    private void chaCha8(TensorStream stream, long number) {
        ChaCha.start(stream, state);
        state[ChaCha.COUNTER] = (int) number;
        state[ChaCha.COUNTER + 1] = stream.counter1(number);
        ChaCha.block(state, ChaCha.ROUNDS, block);
    }

    private void threefry(TensorStream stream, long number) {
        count(stream, number);
        key[0] = stream.key0();
        key[1] = stream.key1();
        Threefry4x32.extend(key);
        Threefry4x32.encipher(block, key, Threefry4x32.ROUNDS);
    }

    /** Writes the counter of a block. */
    private void count(TensorStream stream, long number) {
        block[0] = (int) number;
        block[1] = stream.counter1(number);
        block[2] = stream.counter2();
        block[3] = stream.counter3();
    }
}
