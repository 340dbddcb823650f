// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A tensor's words as a random source for Commons RNG and its samplers, from any position on. {@link #nextInt} gives the
 * words in stream order, which is the order of the f32 elements that they make; {@link #nextFloat} therefore gives exactly
 * the f32 uniforms on [0, 1) of a tensor. Not safe for use by several threads at once.
 */
public final class StreamProvider implements UniformRandomProvider {
    /** Some steps of any engine, and a multiple of what any may begin at. */
    private static final int BUFFERED_TILES = 8;
    private static final int BUFFERED = BUFFERED_TILES * Tile.WORDS;

    private final TensorStream stream;
    private final Words words = new ScalarWords();
    private final int[] buffer = new int[BUFFERED];
    private long nextTile;
    private int next;

    private StreamProvider(TensorStream stream, long position) {
        this.stream = stream;
        nextTile = position / BUFFERED * BUFFERED_TILES;
        refill();
        next = (int) (position % BUFFERED);
    }

    /**
     * Opens the main stream of a tensor, by Philox4x32-10.
     *
     * @param seed the seed
     * @param name the tensor's name
     * @param position the number of the first word to give, 0 to 2⁵⁸ − 1
     * @return the source
     * @throws IllegalArgumentException if the position is out of range
     */
    public static StreamProvider at(long seed, String name, long position) {
        return at(TensorStream.of(seed, name), position);
    }

    /**
     * Opens a stream.
     *
     * @param stream the stream
     * @param position the number of the first word to give, 0 to 2⁵⁸ − 1
     * @return the source
     * @throws IllegalArgumentException if the position is out of range
     */
    public static StreamProvider at(TensorStream stream, long position) {
        if (position < 0 || position >= TensorStream.MAX_WORDS) {
            throw new IllegalArgumentException("position " + position + " is out of range: expected 0 to 2^58 - 1");
        }
        return new StreamProvider(stream, position);
    }

    @Override
    public int nextInt() {
        if (next == BUFFERED) {
            refill();
        }
        return buffer[next++];
    }

    /** Returns two words, the first in the upper half, as the integer generators of Commons RNG do. */
    @Override
    public long nextLong() {
        long high = nextInt();
        return (high << 32) | Integer.toUnsignedLong(nextInt());
    }

    private void refill() {
        words.generate(stream, nextTile, BUFFERED_TILES, buffer);
        nextTile += BUFFERED_TILES;
        next = 0;
    }
}
