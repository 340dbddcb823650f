// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

/**
 * Threefry4x32 with any number of rounds, the specification: a bijection of 128-bit counters for each 128-bit key, four 32-bit
 * words from each counter, no state.
 *
 * <p>Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC11,
 * <a href="https://doi.org/10.1145/2063384.2063405">doi 10.1145/2063384.2063405</a>, and the authors' Random123 library.
 *
 * <p>All methods are pure and safe for any thread.
 */
final class Threefry4x32 {
    /** The rounds of {@link Engine#THREEFRY4X32_13}. */
    static final int ROUNDS = 13;
    /** The words of a counter. */
    static final int WORDS = 4;
    /** The words of an extended key. */
    static final int KEY_WORDS = 5;
    /** The exclusive or of the words of every extended key. */
    static final int PARITY = 0x1BD11BDA;

    /** By how many bits each of eight rounds turns its two words; then they begin again. */
    private static final int[][] ROTATIONS = {{10, 26}, {11, 21}, {13, 27}, {23, 5}, {6, 20}, {17, 11}, {25, 10},
        {18, 20}};

    private Threefry4x32() {}

    /** Extends a key of four words: writes the fifth. */
    static void extend(int[] key) {
        key[4] = PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3];
    }

    /** Enciphers the four counter words in {@code x}, in place, under an extended key. */
    static void encipher(int[] x, int[] key, int rounds) {
        addKey(x, key, 0);
        for (int round = 0; round < rounds; round++) {
            int b = round % 2 == 0 ? 1 : 3;
            int d = WORDS - b;
            int[] by = ROTATIONS[round % ROTATIONS.length];
            x[0] += x[b];
            x[b] = Integer.rotateLeft(x[b], by[0]) ^ x[0];
            x[2] += x[d];
            x[d] = Integer.rotateLeft(x[d], by[1]) ^ x[2];
            if (round % 4 == 3) {
                addKey(x, key, (round + 1) / 4);
            }
        }
    }

    private static void addKey(int[] x, int[] key, int time) {
        for (int word = 0; word < WORDS; word++) {
            x[word] += key[(time + word) % KEY_WORDS];
        }
        x[3] += time;
    }
}
