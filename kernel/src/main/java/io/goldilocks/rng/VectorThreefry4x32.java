// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import static io.goldilocks.simd.Lanes.INT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Threefry4x32 with 13 rounds on vectors: a lane holds one block, so nothing is ever shuffled.
 *
 * <p>A round is a chain of dependent operations, so four groups of blocks are under way at a time, as in a pipeline: a turn of
 * the loop takes one through rounds 1 to 4, the one before it through rounds 5 to 7, the one before that through 8 to 10, and
 * finishes the oldest. Four groups from the first round to the last in each turn were measured: the compiler puts one after the
 * other, whose chains the processor then cannot overlap.
 */
final class VectorThreefry4x32 {
    private static final int LANES = INT.length();
    /** The turns that a group waits in the pipeline, as blocks. */
    private static final int DELAY = 3 * LANES;
    private static final IntVector LANE = IntVector.zero(INT).addIndex(1);

    private VectorThreefry4x32() {}

    /** Writes tiles as {@link Words#generate} says. */
    static void generate(TensorStream stream, long firstTile, int tiles, int[] out) {
        if (tiles == 0) {
            return;
        }
        // Words 2 and 3 of the key are 0: what would add them is left out.
        int parity = Threefry4x32.PARITY ^ stream.key0() ^ stream.key1();
        IntVector key0 = IntVector.broadcast(INT, stream.key0());
        IntVector key0Plus2 = IntVector.broadcast(INT, stream.key0() + 2);
        IntVector key1 = IntVector.broadcast(INT, stream.key1());
        IntVector key1Plus3 = IntVector.broadcast(INT, stream.key1() + 3);
        IntVector key4 = IntVector.broadcast(INT, parity);
        IntVector key4Plus1 = IntVector.broadcast(INT, parity + 1);
        // Words 2 and 3 after round 1 are the same for all blocks.
        int word2 = stream.counter2() + stream.counter3();
        IntVector start2 = IntVector.broadcast(INT, word2);
        IntVector start3 = IntVector.broadcast(INT, Integer.rotateLeft(stream.counter3(), 26) ^ word2);
        // What the pipeline holds at first is never stored. It must not be a constant: the compiler would box what meets one.
        IntVector b0 = start2;
        IntVector b1 = start2;
        IntVector b2 = start2;
        IntVector b3 = start2;
        IntVector c0 = start2;
        IntVector c1 = start2;
        IntVector c2 = start2;
        IntVector c3 = start2;
        IntVector d0 = start2;
        IntVector d1 = start2;
        IntVector d2 = start2;
        IntVector d3 = start2;
        for (int begun = 0; begun < tiles * Tile.BLOCKS + DELAY; begun += LANES) {
            // Not further down: behind so many calls of vectors the compiler would not inline it, and keep all of them in memory.
            int at = Tile.indexOf(begun - DELAY);
            long block = firstTile * Tile.BLOCKS + begun;
            int word1 = stream.counter1(block) + stream.key1();
            IntVector a0 = LANE.add((int) block + stream.key0() + word1);
            IntVector a1 = a0.lanewise(VectorOperators.XOR, Integer.rotateLeft(word1, 10));
            IntVector a2 = start2;
            IntVector a3 = start3;
            a0 = a0.add(a3);
            a3 = a3.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, a0);
            a2 = a2.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, 21).lanewise(VectorOperators.XOR, a2);
            a0 = a0.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, 13).lanewise(VectorOperators.XOR, a0);
            a2 = a2.add(a3);
            a3 = a3.lanewise(VectorOperators.ROL, 27).lanewise(VectorOperators.XOR, a2);
            a0 = a0.add(a3);
            a3 = a3.lanewise(VectorOperators.ROL, 23).lanewise(VectorOperators.XOR, a0);
            a2 = a2.add(a1);
            a1 = a1.lanewise(VectorOperators.ROL, 5).lanewise(VectorOperators.XOR, a2);
            a0 = a0.add(key1);
            a3 = a3.add(key4Plus1);
            b0 = b0.add(b1);
            b1 = b1.lanewise(VectorOperators.ROL, 6).lanewise(VectorOperators.XOR, b0);
            b2 = b2.add(b3);
            b3 = b3.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, b2);
            b0 = b0.add(b3);
            b3 = b3.lanewise(VectorOperators.ROL, 17).lanewise(VectorOperators.XOR, b0);
            b2 = b2.add(b1);
            b1 = b1.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, b2);
            b0 = b0.add(b1);
            b1 = b1.lanewise(VectorOperators.ROL, 25).lanewise(VectorOperators.XOR, b0);
            b2 = b2.add(b3);
            b3 = b3.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, b2);
            c0 = c0.add(c3);
            c3 = c3.lanewise(VectorOperators.ROL, 18).lanewise(VectorOperators.XOR, c0);
            c2 = c2.add(c1);
            c1 = c1.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, c2);
            c2 = c2.add(key4);
            c3 = c3.add(key0Plus2);
            c0 = c0.add(c1);
            c1 = c1.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, c0);
            c2 = c2.add(c3);
            c3 = c3.lanewise(VectorOperators.ROL, 26).lanewise(VectorOperators.XOR, c2);
            c0 = c0.add(c3);
            c3 = c3.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, c0);
            c2 = c2.add(c1);
            c1 = c1.lanewise(VectorOperators.ROL, 21).lanewise(VectorOperators.XOR, c2);
            d0 = d0.add(d1);
            d1 = d1.lanewise(VectorOperators.ROL, 13).lanewise(VectorOperators.XOR, d0);
            d2 = d2.add(d3);
            d3 = d3.lanewise(VectorOperators.ROL, 27).lanewise(VectorOperators.XOR, d2);
            d0 = d0.add(d3);
            d3 = d3.lanewise(VectorOperators.ROL, 23).lanewise(VectorOperators.XOR, d0);
            d2 = d2.add(d1);
            d1 = d1.lanewise(VectorOperators.ROL, 5).lanewise(VectorOperators.XOR, d2);
            d1 = d1.add(key4);
            d2 = d2.add(key0);
            d3 = d3.add(key1Plus3);
            d0 = d0.add(d1);
            d1 = d1.lanewise(VectorOperators.ROL, 6).lanewise(VectorOperators.XOR, d0);
            d2 = d2.add(d3);
            d3 = d3.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, d2);
            if (begun >= DELAY) {
                d0.intoArray(out, at);
                d1.intoArray(out, at + Tile.BLOCKS);
                d2.intoArray(out, at + 2 * Tile.BLOCKS);
                d3.intoArray(out, at + 3 * Tile.BLOCKS);
            }
            d0 = c0;
            d1 = c1;
            d2 = c2;
            d3 = c3;
            c0 = b0;
            c1 = b1;
            c2 = b2;
            c3 = b3;
            b0 = a0;
            b1 = a1;
            b2 = a2;
            b3 = a3;
        }
    }
}
