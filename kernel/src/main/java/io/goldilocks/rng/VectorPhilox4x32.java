// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import io.goldilocks.simd.Lanes;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Philox4x32-10 on vectors.
 *
 * <p>A lane of 64 bits holds one counter word of one block in its high half; what gathers in the low half is never read. There
 * the high half of a product lies already, and the shift that brings a word down to be multiplied is what shows the compiler
 * that both factors have 32 bits, so that it multiplies to 64 in one instruction (vpmuludq) and needs no mask. One group holds
 * the even blocks, its neighbour the odd ones, so one shift and one merge put the words of both into memory order. Two such
 * pairs run side by side: a round is a chain of dependent operations, and four independent chains hide its latency.
 */
final class VectorPhilox4x32 {
    private static final VectorSpecies<Long> S = Lanes.LONG;
    private static final int LANES = Lanes.INT.length();
    private static final long LOW = 0xFFFFFFFFL;
    private static final long HIGH = ~LOW;
    /** What the product of counter word 0 gains from one even block to the next, added up along the lanes. */
    private static final LongVector EVEN_PRODUCTS = LongVector.zero(S).addIndex(1).mul(2 * (Philox4x32.M0 & LOW));

    private VectorPhilox4x32() {}

    /**
     * Writes tiles as {@link Words#generate} says. A turn of the outer loop enciphers 2 · LANES blocks: a and b are the even and odd ones of the
     * first half, c and d of the second.
     */
    static void generate(TensorStream stream, long firstTile, int tiles, int[] out) {
        LongVector m0 = LongVector.broadcast(S, Philox4x32.M0).lanewise(VectorOperators.AND, LOW);
        LongVector m1 = LongVector.broadcast(S, Philox4x32.M1).lanewise(VectorOperators.AND, LOW);
        LongVector half = LongVector.broadcast(S, 32);
        long q = (Philox4x32.M1 & LOW) * (stream.counter2() & LOW);
        LongVector x = LongVector.broadcast(S, (long) (stream.counter3() ^ stream.key1()) << 32);
        LongVector z = LongVector.broadcast(S, (q ^ (stream.key0() + Philox4x32.W0)) << 32);
        for (int done = 0; done < tiles * Tile.BLOCKS; done += 2 * LANES) {
            long block = firstTile * Tile.BLOCKS + done;
            int atAb = Tile.indexOf(done);
            int atCd = Tile.indexOf(done + LANES);
            // Rounds 1 and 2, half of them scalar: within a half of the blocks, which differ in counter word 0 alone, the product
            // of word 0 steps evenly in round 1, that of word 2 is always the same, and of round 1's word 0 so is the one in
            // round 2. The carry into counter word 1 can fall between the halves.
            long pAb = (Philox4x32.M0 & LOW) * ((q >>> 32) ^ ((stream.counter1(block) ^ stream.key0()) & LOW));
            long pCd = (Philox4x32.M0 & LOW) * ((q >>> 32) ^ ((stream.counter1(block + LANES) ^ stream.key0()) & LOW));
            LongVector yAb = LongVector.broadcast(S, ((pAb >>> 32) ^ (stream.key1() + Philox4x32.W1)) << 32);
            LongVector yCd = LongVector.broadcast(S, ((pCd >>> 32) ^ (stream.key1() + Philox4x32.W1)) << 32);
            LongVector pa = EVEN_PRODUCTS.add((Philox4x32.M0 & LOW) * (block & LOW));
            LongVector pb = pa.add(Philox4x32.M0 & LOW);
            LongVector pc = EVEN_PRODUCTS.add((Philox4x32.M0 & LOW) * ((block + LANES) & LOW));
            LongVector pd = pc.add(Philox4x32.M0 & LOW);
            LongVector qa = pa.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.LSHR, 32).mul(m1);
            LongVector a0 = qa.lanewise(VectorOperators.XOR, z);
            LongVector a1 = qa.lanewise(VectorOperators.LSHL, 32);
            LongVector a2 = pa.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, yAb);
            LongVector a3 = LongVector.broadcast(S, pAb << 32);
            LongVector qb = pb.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.LSHR, 32).mul(m1);
            LongVector b0 = qb.lanewise(VectorOperators.XOR, z);
            LongVector b1 = qb.lanewise(VectorOperators.LSHL, 32);
            LongVector b2 = pb.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, yAb);
            LongVector b3 = LongVector.broadcast(S, pAb << 32);
            LongVector qc = pc.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.LSHR, 32).mul(m1);
            LongVector c0 = qc.lanewise(VectorOperators.XOR, z);
            LongVector c1 = qc.lanewise(VectorOperators.LSHL, 32);
            LongVector c2 = pc.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, yCd);
            LongVector c3 = LongVector.broadcast(S, pCd << 32);
            LongVector qd = pd.lanewise(VectorOperators.XOR, x).lanewise(VectorOperators.LSHR, 32).mul(m1);
            LongVector d0 = qd.lanewise(VectorOperators.XOR, z);
            LongVector d1 = qd.lanewise(VectorOperators.LSHL, 32);
            LongVector d2 = pd.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, yCd);
            LongVector d3 = LongVector.broadcast(S, pCd << 32);
            LongVector k0 = LongVector.broadcast(S, (long) (stream.key0() + (Philox4x32.W0 << 1)) << 32);
            LongVector k1 = LongVector.broadcast(S, (long) (stream.key1() + (Philox4x32.W1 << 1)) << 32);
            for (int round = 2; round < Philox4x32.ROUNDS; round++) {
                pa = a0.lanewise(VectorOperators.LSHR, 32).mul(m0);
                qa = a2.lanewise(VectorOperators.LSHR, 32).mul(m1);
                a0 = qa.lanewise(VectorOperators.XOR, a1).lanewise(VectorOperators.XOR, k0);
                a2 = pa.lanewise(VectorOperators.XOR, a3).lanewise(VectorOperators.XOR, k1);
                a1 = qa.lanewise(VectorOperators.LSHL, 32);
                a3 = pa.lanewise(VectorOperators.LSHL, 32);
                pb = b0.lanewise(VectorOperators.LSHR, 32).mul(m0);
                qb = b2.lanewise(VectorOperators.LSHR, 32).mul(m1);
                b0 = qb.lanewise(VectorOperators.XOR, b1).lanewise(VectorOperators.XOR, k0);
                b2 = pb.lanewise(VectorOperators.XOR, b3).lanewise(VectorOperators.XOR, k1);
                b1 = qb.lanewise(VectorOperators.LSHL, 32);
                b3 = pb.lanewise(VectorOperators.LSHL, 32);
                pc = c0.lanewise(VectorOperators.LSHR, 32).mul(m0);
                qc = c2.lanewise(VectorOperators.LSHR, 32).mul(m1);
                c0 = qc.lanewise(VectorOperators.XOR, c1).lanewise(VectorOperators.XOR, k0);
                c2 = pc.lanewise(VectorOperators.XOR, c3).lanewise(VectorOperators.XOR, k1);
                c1 = qc.lanewise(VectorOperators.LSHL, 32);
                c3 = pc.lanewise(VectorOperators.LSHL, 32);
                pd = d0.lanewise(VectorOperators.LSHR, 32).mul(m0);
                qd = d2.lanewise(VectorOperators.LSHR, 32).mul(m1);
                d0 = qd.lanewise(VectorOperators.XOR, d1).lanewise(VectorOperators.XOR, k0);
                d2 = pd.lanewise(VectorOperators.XOR, d3).lanewise(VectorOperators.XOR, k1);
                d1 = qd.lanewise(VectorOperators.LSHL, 32);
                d3 = pd.lanewise(VectorOperators.LSHL, 32);
                k0 = k0.add((long) Philox4x32.W0 << 32);
                k1 = k1.add((long) Philox4x32.W1 << 32);
            }
            // Shifted by a variable count: the constant one is what the next round would begin with, and the compiler would
            // join the two and lose the 32-bit factor again.
            a0.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, b0.and(HIGH)).reinterpretAsInts()
                    .intoArray(out, atAb);
            a1.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, b1.and(HIGH)).reinterpretAsInts()
                    .intoArray(out, atAb + Tile.BLOCKS);
            a2.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, b2.and(HIGH)).reinterpretAsInts()
                    .intoArray(out, atAb + 2 * Tile.BLOCKS);
            a3.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, b3.and(HIGH)).reinterpretAsInts()
                    .intoArray(out, atAb + 3 * Tile.BLOCKS);
            c0.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, d0.and(HIGH)).reinterpretAsInts()
                    .intoArray(out, atCd);
            c1.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, d1.and(HIGH)).reinterpretAsInts()
                    .intoArray(out, atCd + Tile.BLOCKS);
            c2.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, d2.and(HIGH)).reinterpretAsInts()
                    .intoArray(out, atCd + 2 * Tile.BLOCKS);
            c3.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, d3.and(HIGH)).reinterpretAsInts()
                    .intoArray(out, atCd + 3 * Tile.BLOCKS);
        }
    }
}
