// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import io.goldilocks.simd.Lanes;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Philox4x32-10 on vectors.
 *
 * <p>A lane of 64 bits holds one counter word of one block in its low half, because that is what the CPU multiplies to 64
 * bits (vpmuludq); what gathers in the high half is never read. One group holds the even blocks, its neighbour the odd ones,
 * so one shift and one merge put the words of both into memory order. Two such pairs run side by side: a round is a chain of
 * dependent operations, and four independent chains hide its latency.
 */
public final class VectorWords implements Words {
    /** The tiles that one step of the widest kernel makes; every width keeps to it. */
    public static final int TILES_PER_STEP = 2;

    private static final VectorSpecies<Long> S = Lanes.LONG;
    private static final int LANES = Lanes.INT.length();
    private static final long LOW = 0xFFFFFFFFL;
    /** What the product of round 1 gains from one even block to the next, added up along the lanes. */
    private static final LongVector EVEN_PRODUCTS = LongVector.zero(S).addIndex(1).mul(2 * (Philox4x32.M0 & LOW));

    /** Makes the vector twin. */
    public VectorWords() {}

    @Override
    public void generate(TensorStream stream, long firstTile, int tiles, int[] out) {
        long first = firstTile * Tile.BLOCKS;
        for (int done = 0; done < tiles * Tile.BLOCKS; done += 2 * LANES) {
            step(stream, first + done, out, offset(done), offset(done + LANES));
        }
    }

    /** Where row 0 of a block stands, counted from the first tile. */
    private static int offset(int block) {
        return block / Tile.BLOCKS * Tile.WORDS + block % Tile.BLOCKS;
    }

    /**
     * Enciphers 2 · LANES consecutive blocks: a and b are the even and odd ones of the first half, c and d of the second.
     */
    private static void step(TensorStream stream, long block, int[] out, int atAb, int atCd) {
        LongVector m0 = LongVector.broadcast(S, Philox4x32.M0).lanewise(VectorOperators.AND, LOW);
        LongVector m1 = LongVector.broadcast(S, Philox4x32.M1).lanewise(VectorOperators.AND, LOW);
        // Round 1, most of it scalar: within a half, the blocks differ in counter word 0 alone, and its products step evenly;
        // the carry into counter word 1 can fall between the halves. The vectors made here are fresh, because a constant that
        // enters a loop-carried variable is boxed at every turn.
        long q = (Philox4x32.M1 & LOW) * (stream.counter2() & LOW);
        LongVector pa = EVEN_PRODUCTS.add((Philox4x32.M0 & LOW) * (block & LOW));
        LongVector pb = pa.add(Philox4x32.M0 & LOW);
        LongVector pc = EVEN_PRODUCTS.add((Philox4x32.M0 & LOW) * ((block + LANES) & LOW));
        LongVector pd = pc.add(Philox4x32.M0 & LOW);
        LongVector a0 = LongVector.broadcast(S, (q >>> 32) ^ stream.counter1(block) ^ stream.key0());
        LongVector b0 = a0;
        LongVector c0 = LongVector.broadcast(S, (q >>> 32) ^ stream.counter1(block + LANES) ^ stream.key0());
        LongVector d0 = c0;
        LongVector a1 = LongVector.broadcast(S, q);
        LongVector b1 = a1;
        LongVector c1 = a1;
        LongVector d1 = a1;
        LongVector x = LongVector.broadcast(S, stream.counter3() ^ stream.key1());
        LongVector a2 = pa.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, x);
        LongVector b2 = pb.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, x);
        LongVector c2 = pc.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, x);
        LongVector d2 = pd.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, x);
        LongVector a3 = pa;
        LongVector b3 = pb;
        LongVector c3 = pc;
        LongVector d3 = pd;
        LongVector k0 = LongVector.broadcast(S, stream.key0() + Philox4x32.W0);
        LongVector k1 = LongVector.broadcast(S, stream.key1() + Philox4x32.W1);
        for (int round = 1; round < Philox4x32.ROUNDS; round++) {
            pa = a0.and(LOW).mul(m0);
            LongVector qa = a2.and(LOW).mul(m1);
            a0 = qa.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, a1).lanewise(VectorOperators.XOR,
                    k0);
            a2 = pa.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, a3).lanewise(VectorOperators.XOR,
                    k1);
            a1 = qa;
            a3 = pa;
            pb = b0.and(LOW).mul(m0);
            LongVector qb = b2.and(LOW).mul(m1);
            b0 = qb.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, b1).lanewise(VectorOperators.XOR,
                    k0);
            b2 = pb.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, b3).lanewise(VectorOperators.XOR,
                    k1);
            b1 = qb;
            b3 = pb;
            pc = c0.and(LOW).mul(m0);
            LongVector qc = c2.and(LOW).mul(m1);
            c0 = qc.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c1).lanewise(VectorOperators.XOR,
                    k0);
            c2 = pc.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c3).lanewise(VectorOperators.XOR,
                    k1);
            c1 = qc;
            c3 = pc;
            pd = d0.and(LOW).mul(m0);
            LongVector qd = d2.and(LOW).mul(m1);
            d0 = qd.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, d1).lanewise(VectorOperators.XOR,
                    k0);
            d2 = pd.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, d3).lanewise(VectorOperators.XOR,
                    k1);
            d1 = qd;
            d3 = pd;
            k0 = k0.add(Philox4x32.W0);
            k1 = k1.add(Philox4x32.W1);
        }
        b0.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.OR, a0.and(LOW)).reinterpretAsInts()
                .intoArray(out, atAb);
        b1.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.OR, a1.and(LOW)).reinterpretAsInts()
                .intoArray(out, atAb + Tile.BLOCKS);
        b2.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.OR, a2.and(LOW)).reinterpretAsInts()
                .intoArray(out, atAb + 2 * Tile.BLOCKS);
        b3.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.OR, a3.and(LOW)).reinterpretAsInts()
                .intoArray(out, atAb + 3 * Tile.BLOCKS);
        d0.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.OR, c0.and(LOW)).reinterpretAsInts()
                .intoArray(out, atCd);
        d1.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.OR, c1.and(LOW)).reinterpretAsInts()
                .intoArray(out, atCd + Tile.BLOCKS);
        d2.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.OR, c2.and(LOW)).reinterpretAsInts()
                .intoArray(out, atCd + 2 * Tile.BLOCKS);
        d3.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.OR, c3.and(LOW)).reinterpretAsInts()
                .intoArray(out, atCd + 3 * Tile.BLOCKS);
    }
}
