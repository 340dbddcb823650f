// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

/**
 * Philox4x32-10, the specification: a bijection of 128-bit counters for each 64-bit key, four 32-bit words from each
 * counter, no state. Period 2¹³⁰ words for each key.
 *
 * <p>Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC11,
 * <a href="https://doi.org/10.1145/2063384.2063405">doi 10.1145/2063384.2063405</a>, and the authors' Random123 library. The
 * same generator stands in cuRAND, TensorFlow, oneMKL, Commons RNG 1.7, and C++26 ({@code std::philox4x32}).
 *
 * <p>All methods are pure and safe for any thread.
 */
public final class Philox4x32 {
    /** Rounds of a block. */
    public static final int ROUNDS = 10;
    /** Multiplier of counter word 0. */
    public static final int M0 = 0xD2511F53;
    /** Multiplier of counter word 2. */
    public static final int M1 = 0xCD9E8D57;
    /** What a round adds to key word 0: the golden ratio. */
    public static final int W0 = 0x9E3779B9;
    /** What a round adds to key word 1: √3 − 1. */
    public static final int W1 = 0xBB67AE85;

    private Philox4x32() {}

    /** Enciphers the four counter words in {@code counter}, in place, under the key (k0, k1). */
    static void encipher(int[] counter, int k0, int k1) {
        int c0 = counter[0];
        int c1 = counter[1];
        int c2 = counter[2];
        int c3 = counter[3];
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = Integer.toUnsignedLong(M0) * Integer.toUnsignedLong(c0);
            long p1 = Integer.toUnsignedLong(M1) * Integer.toUnsignedLong(c2);
            c0 = (int) (p1 >>> 32) ^ c1 ^ (k0 + round * W0);
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ (k1 + round * W1);
            c3 = (int) p0;
        }
        counter[0] = c0;
        counter[1] = c1;
        counter[2] = c2;
        counter[3] = c3;
    }
}
