// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * ChaCha with any number of rounds, the specification: sixteen words of constants, key and counter give sixteen words.
 *
 * <p>Source: D. J. Bernstein, "ChaCha, a variant of Salsa20", 2008,
 * <a href="https://cr.yp.to/chacha/chacha-20080128.pdf">cr.yp.to/chacha</a>; with 20 rounds it is that of RFC 8439, section
 * 2.3. The best published attacks end at 7 rounds.
 *
 * <p>All methods are pure and safe for any thread.
 */
final class ChaCha {
    /** The rounds of {@link Engine#CHACHA8}. */
    static final int ROUNDS = 8;
    /** The words of a block. */
    static final int WORDS = 16;
    /** Where the four words of the counter begin. */
    static final int COUNTER = 12;

    /** The constants of ChaCha, the place of the seed, and the rest of the key. */
    private static final int[] TEMPLATE = words("expand 32-byte k........Goldilocks chacha8 key 1");

    private ChaCha() {}

    /** Writes what enters block 0 of a stream; further blocks have other words 12 and 13. */
    static void start(TensorStream stream, int[] state) {
        System.arraycopy(TEMPLATE, 0, state, 0, COUNTER);
        state[4] = stream.key0();
        state[5] = stream.key1();
        state[12] = 0;
        state[13] = stream.counter1(0);
        state[14] = stream.counter2();
        state[15] = stream.counter3();
    }

    /** Writes the block that {@code state} comes to. */
    static void block(int[] state, int rounds, int[] out) {
        System.arraycopy(state, 0, out, 0, WORDS);
        for (int round = 0; round < rounds; round += 2) {
            quarterRound(out, 0, 4, 8, 12);
            quarterRound(out, 1, 5, 9, 13);
            quarterRound(out, 2, 6, 10, 14);
            quarterRound(out, 3, 7, 11, 15);
            quarterRound(out, 0, 5, 10, 15);
            quarterRound(out, 1, 6, 11, 12);
            quarterRound(out, 2, 7, 8, 13);
            quarterRound(out, 3, 4, 9, 14);
        }
        for (int i = 0; i < WORDS; i++) {
            out[i] += state[i];
        }
    }

    /** Mixes four words in place. */
    static void quarterRound(int[] x, int a, int b, int c, int d) {
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 7);
    }

    private static int[] words(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN);
        int[] words = new int[COUNTER];
        bytes.asIntBuffer().get(words);
        return words;
    }
}
