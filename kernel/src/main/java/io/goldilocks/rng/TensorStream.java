// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The words that belong to one tensor under one seed: stream format 3, written down in {@code STREAM.md}.
 *
 * <p>The key of the engine is the seed, for ChaCha8 with a fixed text after it, for Threefry with zeros. The counter of a block
 * holds the block's number (56 bits), the draw (8 bits) and the tensor's id (64 bits), so the streams of two tensors share no
 * counter unless their ids are equal.
 *
 * @param engine the generator
 * @param seed the seed: all 64 bits count
 * @param tensorId the first 8 bytes, little-endian, of the SHA-256 of the tensor's name in UTF-8
 * @param draw 0 for the main stream, 1 to 255 for what needs more words for an element
 */
public record TensorStream(Engine engine, long seed, long tensorId, int draw) {
    /** The version of the stream format: a change of bits is a new version. */
    public static final int FORMAT = 3;
    /** The words of a stream. */
    public static final long MAX_WORDS = 1L << 58;

    /**
     * Checks the draw.
     *
     * @throws IllegalArgumentException if {@code draw} is outside [0, 255]
     */
    public TensorStream {
        if (draw < 0 || draw > 255) {
            throw new IllegalArgumentException("draw " + draw + " is out of range: expected 0 to 255");
        }
    }

    /**
     * Makes the main stream of a tensor, by Philox4x32-10.
     *
     * @param seed the seed
     * @param name the tensor's name
     * @return the stream
     */
    public static TensorStream of(long seed, String name) {
        return of(Engine.PHILOX4X32_10, seed, name);
    }

    /**
     * Makes the main stream of a tensor.
     *
     * @param engine the generator
     * @param seed the seed
     * @param name the tensor's name
     * @return the stream
     */
    public static TensorStream of(Engine engine, long seed, String name) {
        return new TensorStream(engine, seed, tensorId(name), 0);
    }

    /**
     * Returns another stream of the same tensor.
     *
     * @param other its draw
     * @return the stream
     */
    public TensorStream withDraw(int other) {
        return new TensorStream(engine, seed, tensorId, other);
    }

    /**
     * Returns the id of a tensor.
     *
     * @param name the tensor's name
     * @return the first 8 bytes, little-endian, of the SHA-256 of the name in UTF-8
     */
    public static long tensorId(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Returns key word 0 of Philox and Threefry.
     *
     * @return the seed's low half
     */
    public int key0() {
        return (int) seed;
    }

    /**
     * Returns key word 1 of Philox and Threefry.
     *
     * @return the seed's high half
     */
    public int key1() {
        return (int) (seed >>> 32);
    }

    /**
     * Returns counter word 1 of a block, of whose number word 0 is the low half.
     *
     * @param block the block's number, at least 0 and below 2⁵⁶
     * @return the high 24 bits of the number, and the draw above them
     */
    public int counter1(long block) {
        return (int) (block >>> 32) | (draw << 24);
    }

    /**
     * Returns counter word 2 of all blocks.
     *
     * @return the low half of the tensor's id
     */
    public int counter2() {
        return (int) tensorId;
    }

    /**
     * Returns counter word 3 of all blocks.
     *
     * @return the high half of the tensor's id
     */
    public int counter3() {
        return (int) (tensorId >>> 32);
    }
}
