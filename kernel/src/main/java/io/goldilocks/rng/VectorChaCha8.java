// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import static io.goldilocks.simd.Lanes.INT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * ChaCha with 8 rounds on vectors: a lane holds one block, so nothing is ever shuffled, and the four quarter-rounds of a round
 * are independent of each other. Two vectors of blocks side by side were measured: no faster with 32 registers for 32 words, and
 * the compiler's first stage refuses a method of that size, after which the second never comes to it. An instance serves one
 * thread at a time.
 */
final class VectorChaCha8 {
    private static final int LANES = INT.length();
    private static final IntVector LANE = IntVector.zero(INT).addIndex(1);

    /** What enters the blocks of a step, but for word 12, which counts them. */
    private final int[] start = new int[ChaCha.WORDS];
    /** The same after what of round 1 does not depend on word 12. */
    private final int[] mixed = new int[ChaCha.WORDS];

    /** Writes tiles as {@link Words#generate} says. */
    void generate(TensorStream stream, long firstTile, int tiles, int[] out) {
        ChaCha.start(stream, start);
        mix(stream.counter1(firstTile * Tile.WORDS / ChaCha.WORDS));
        for (int done = 0; done < tiles * Tile.WORDS / ChaCha.WORDS; done += LANES) {
            long block = firstTile * Tile.WORDS / ChaCha.WORDS + done;
            int at = offset(done);
            if (start[13] != stream.counter1(block)) {
                mix(stream.counter1(block));
            }
            // Round 1: three of its quarter-rounds and the first sum of the fourth were the same for all blocks.
            IntVector aBlock = LANE.add((int) block);
            IntVector a0 = IntVector.broadcast(INT, mixed[0]);
            IntVector a1 = IntVector.broadcast(INT, mixed[1]);
            IntVector a2 = IntVector.broadcast(INT, mixed[2]);
            IntVector a3 = IntVector.broadcast(INT, mixed[3]);
            IntVector a4 = IntVector.broadcast(INT, mixed[4]);
            IntVector a5 = IntVector.broadcast(INT, mixed[5]);
            IntVector a6 = IntVector.broadcast(INT, mixed[6]);
            IntVector a7 = IntVector.broadcast(INT, mixed[7]);
            IntVector a8 = IntVector.broadcast(INT, mixed[8]);
            IntVector a9 = IntVector.broadcast(INT, mixed[9]);
            IntVector a10 = IntVector.broadcast(INT, mixed[10]);
            IntVector a11 = IntVector.broadcast(INT, mixed[11]);
            IntVector a13 = IntVector.broadcast(INT, mixed[13]);
            IntVector a14 = IntVector.broadcast(INT, mixed[14]);
            IntVector a15 = IntVector.broadcast(INT, mixed[15]);
            IntVector a12 = aBlock.lanewise(VectorOperators.XOR, a0).lanewise(VectorOperators.ROL, 16);
            a8 = a8.add(a12);
            a4 = a4.lanewise(VectorOperators.XOR, a8).lanewise(VectorOperators.ROL, 12);
            a0 = a0.add(a4);
            a12 = a12.lanewise(VectorOperators.XOR, a0).lanewise(VectorOperators.ROL, 8);
            a8 = a8.add(a12);
            a4 = a4.lanewise(VectorOperators.XOR, a8).lanewise(VectorOperators.ROL, 7);
            for (int round = 1; round < ChaCha.ROUNDS - 1; round += 2) {
                a0 = a0.add(a5);
                a15 = a15.lanewise(VectorOperators.XOR, a0).lanewise(VectorOperators.ROL, 16);
                a1 = a1.add(a6);
                a12 = a12.lanewise(VectorOperators.XOR, a1).lanewise(VectorOperators.ROL, 16);
                a2 = a2.add(a7);
                a13 = a13.lanewise(VectorOperators.XOR, a2).lanewise(VectorOperators.ROL, 16);
                a3 = a3.add(a4);
                a14 = a14.lanewise(VectorOperators.XOR, a3).lanewise(VectorOperators.ROL, 16);
                a10 = a10.add(a15);
                a5 = a5.lanewise(VectorOperators.XOR, a10).lanewise(VectorOperators.ROL, 12);
                a11 = a11.add(a12);
                a6 = a6.lanewise(VectorOperators.XOR, a11).lanewise(VectorOperators.ROL, 12);
                a8 = a8.add(a13);
                a7 = a7.lanewise(VectorOperators.XOR, a8).lanewise(VectorOperators.ROL, 12);
                a9 = a9.add(a14);
                a4 = a4.lanewise(VectorOperators.XOR, a9).lanewise(VectorOperators.ROL, 12);
                a0 = a0.add(a5);
                a15 = a15.lanewise(VectorOperators.XOR, a0).lanewise(VectorOperators.ROL, 8);
                a1 = a1.add(a6);
                a12 = a12.lanewise(VectorOperators.XOR, a1).lanewise(VectorOperators.ROL, 8);
                a2 = a2.add(a7);
                a13 = a13.lanewise(VectorOperators.XOR, a2).lanewise(VectorOperators.ROL, 8);
                a3 = a3.add(a4);
                a14 = a14.lanewise(VectorOperators.XOR, a3).lanewise(VectorOperators.ROL, 8);
                a10 = a10.add(a15);
                a5 = a5.lanewise(VectorOperators.XOR, a10).lanewise(VectorOperators.ROL, 7);
                a11 = a11.add(a12);
                a6 = a6.lanewise(VectorOperators.XOR, a11).lanewise(VectorOperators.ROL, 7);
                a8 = a8.add(a13);
                a7 = a7.lanewise(VectorOperators.XOR, a8).lanewise(VectorOperators.ROL, 7);
                a9 = a9.add(a14);
                a4 = a4.lanewise(VectorOperators.XOR, a9).lanewise(VectorOperators.ROL, 7);
                a0 = a0.add(a4);
                a12 = a12.lanewise(VectorOperators.XOR, a0).lanewise(VectorOperators.ROL, 16);
                a1 = a1.add(a5);
                a13 = a13.lanewise(VectorOperators.XOR, a1).lanewise(VectorOperators.ROL, 16);
                a2 = a2.add(a6);
                a14 = a14.lanewise(VectorOperators.XOR, a2).lanewise(VectorOperators.ROL, 16);
                a3 = a3.add(a7);
                a15 = a15.lanewise(VectorOperators.XOR, a3).lanewise(VectorOperators.ROL, 16);
                a8 = a8.add(a12);
                a4 = a4.lanewise(VectorOperators.XOR, a8).lanewise(VectorOperators.ROL, 12);
                a9 = a9.add(a13);
                a5 = a5.lanewise(VectorOperators.XOR, a9).lanewise(VectorOperators.ROL, 12);
                a10 = a10.add(a14);
                a6 = a6.lanewise(VectorOperators.XOR, a10).lanewise(VectorOperators.ROL, 12);
                a11 = a11.add(a15);
                a7 = a7.lanewise(VectorOperators.XOR, a11).lanewise(VectorOperators.ROL, 12);
                a0 = a0.add(a4);
                a12 = a12.lanewise(VectorOperators.XOR, a0).lanewise(VectorOperators.ROL, 8);
                a1 = a1.add(a5);
                a13 = a13.lanewise(VectorOperators.XOR, a1).lanewise(VectorOperators.ROL, 8);
                a2 = a2.add(a6);
                a14 = a14.lanewise(VectorOperators.XOR, a2).lanewise(VectorOperators.ROL, 8);
                a3 = a3.add(a7);
                a15 = a15.lanewise(VectorOperators.XOR, a3).lanewise(VectorOperators.ROL, 8);
                a8 = a8.add(a12);
                a4 = a4.lanewise(VectorOperators.XOR, a8).lanewise(VectorOperators.ROL, 7);
                a9 = a9.add(a13);
                a5 = a5.lanewise(VectorOperators.XOR, a9).lanewise(VectorOperators.ROL, 7);
                a10 = a10.add(a14);
                a6 = a6.lanewise(VectorOperators.XOR, a10).lanewise(VectorOperators.ROL, 7);
                a11 = a11.add(a15);
                a7 = a7.lanewise(VectorOperators.XOR, a11).lanewise(VectorOperators.ROL, 7);
            }
            a0 = a0.add(a5);
            a15 = a15.lanewise(VectorOperators.XOR, a0).lanewise(VectorOperators.ROL, 16);
            a1 = a1.add(a6);
            a12 = a12.lanewise(VectorOperators.XOR, a1).lanewise(VectorOperators.ROL, 16);
            a2 = a2.add(a7);
            a13 = a13.lanewise(VectorOperators.XOR, a2).lanewise(VectorOperators.ROL, 16);
            a3 = a3.add(a4);
            a14 = a14.lanewise(VectorOperators.XOR, a3).lanewise(VectorOperators.ROL, 16);
            a10 = a10.add(a15);
            a5 = a5.lanewise(VectorOperators.XOR, a10).lanewise(VectorOperators.ROL, 12);
            a11 = a11.add(a12);
            a6 = a6.lanewise(VectorOperators.XOR, a11).lanewise(VectorOperators.ROL, 12);
            a8 = a8.add(a13);
            a7 = a7.lanewise(VectorOperators.XOR, a8).lanewise(VectorOperators.ROL, 12);
            a9 = a9.add(a14);
            a4 = a4.lanewise(VectorOperators.XOR, a9).lanewise(VectorOperators.ROL, 12);
            a0 = a0.add(a5);
            a15 = a15.lanewise(VectorOperators.XOR, a0).lanewise(VectorOperators.ROL, 8);
            a1 = a1.add(a6);
            a12 = a12.lanewise(VectorOperators.XOR, a1).lanewise(VectorOperators.ROL, 8);
            a2 = a2.add(a7);
            a13 = a13.lanewise(VectorOperators.XOR, a2).lanewise(VectorOperators.ROL, 8);
            a3 = a3.add(a4);
            a14 = a14.lanewise(VectorOperators.XOR, a3).lanewise(VectorOperators.ROL, 8);
            a10 = a10.add(a15);
            a5 = a5.lanewise(VectorOperators.XOR, a10).lanewise(VectorOperators.ROL, 7);
            a11 = a11.add(a12);
            a6 = a6.lanewise(VectorOperators.XOR, a11).lanewise(VectorOperators.ROL, 7);
            a8 = a8.add(a13);
            a7 = a7.lanewise(VectorOperators.XOR, a8).lanewise(VectorOperators.ROL, 7);
            a9 = a9.add(a14);
            a4 = a4.lanewise(VectorOperators.XOR, a9).lanewise(VectorOperators.ROL, 7);
            a0.add(start[0]).intoArray(out, at);
            a1.add(start[1]).intoArray(out, at + 1 * Tile.BLOCKS);
            a2.add(start[2]).intoArray(out, at + 2 * Tile.BLOCKS);
            a3.add(start[3]).intoArray(out, at + 3 * Tile.BLOCKS);
            a4.add(start[4]).intoArray(out, at + 4 * Tile.BLOCKS);
            a5.add(start[5]).intoArray(out, at + 5 * Tile.BLOCKS);
            a6.add(start[6]).intoArray(out, at + 6 * Tile.BLOCKS);
            a7.add(start[7]).intoArray(out, at + 7 * Tile.BLOCKS);
            a8.add(start[8]).intoArray(out, at + 8 * Tile.BLOCKS);
            a9.add(start[9]).intoArray(out, at + 9 * Tile.BLOCKS);
            a10.add(start[10]).intoArray(out, at + 10 * Tile.BLOCKS);
            a11.add(start[11]).intoArray(out, at + 11 * Tile.BLOCKS);
            a12.add(aBlock).intoArray(out, at + 12 * Tile.BLOCKS);
            a13.add(start[13]).intoArray(out, at + 13 * Tile.BLOCKS);
            a14.add(start[14]).intoArray(out, at + 14 * Tile.BLOCKS);
            a15.add(start[15]).intoArray(out, at + 15 * Tile.BLOCKS);
        }
    }

    /** The scalar part of round 1. Steps are aligned, so all their blocks have the same word 13. */
    private void mix(int counter1) {
        start[13] = counter1;
        System.arraycopy(start, 0, mixed, 0, ChaCha.WORDS);
        mixed[0] += mixed[4];
        ChaCha.quarterRound(mixed, 1, 5, 9, 13);
        ChaCha.quarterRound(mixed, 2, 6, 10, 14);
        ChaCha.quarterRound(mixed, 3, 7, 11, 15);
    }

    /** Where word 0 of a block stands, counted from the first tile. */
    private static int offset(int block) {
        return block / Tile.BLOCKS * Tile.BLOCKS * ChaCha.WORDS + block % Tile.BLOCKS;
    }
}
