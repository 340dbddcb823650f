// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.rng.Philox4x32;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.Words;
import io.goldilocks.simd.Lanes;
import io.goldilocks.simd.PlainMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Words of Philox4x32-10 and the uniform floats made of them in one kernel, which spares a store and a load of each word. A float
 * costs so little beside its word that this is 1.1 to 1.2 times faster; what costs more, such as a normal, is faster in two
 * kernels than in the code that the compiler makes of one.
 *
 * <p>The rounds are those of {@code VectorPhilox4x32} in {@code rng}, which explains them; kernels share no code because a call
 * that the compiler leaves in them boxes every vector that passes through it. All methods are pure and safe for any thread.
 */
public final class VectorPhiloxUniform {
    private static final VectorSpecies<Long> S = Lanes.LONG;
    private static final int LANES = Lanes.INT.length();
    private static final long LOW = 0xFFFFFFFFL;
    private static final long HIGH = ~LOW;
    /** What the product of counter word 0 gains from one even block to the next, added up along the lanes. */
    private static final LongVector EVEN_PRODUCTS = LongVector.zero(S).addIndex(1).mul(2 * (Philox4x32.M0 & LOW));

    private VectorPhiloxUniform() {}

    /**
     * Writes what {@link Samples#uniformF32} makes of the words of consecutive tiles.
     *
     * @param stream a stream of Philox4x32-10
     * @param firstTile the number of the first tile, as {@link Words#generate} takes it
     * @param tiles how many, as {@link Words#generate} takes it
     * @param low the lower bound
     * @param span upper minus lower bound
     * @param out receives 64 samples for each tile, little-endian: {@linkplain PlainMemory plain memory}
     * @param offset where they begin, in bytes
     */
    public static void generate(TensorStream stream, long firstTile, int tiles, float low, float span,
            MemorySegment out, long offset) {
        if (out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        FloatVector step = FloatVector.broadcast(Lanes.FLOAT, span * 0x1p-24f);
        FloatVector start = FloatVector.broadcast(Lanes.FLOAT, low);
        LongVector m0 = LongVector.broadcast(S, Philox4x32.M0).lanewise(VectorOperators.AND, LOW);
        LongVector m1 = LongVector.broadcast(S, Philox4x32.M1).lanewise(VectorOperators.AND, LOW);
        LongVector half = LongVector.broadcast(S, 32);
        long q = (Philox4x32.M1 & LOW) * (stream.counter2() & LOW);
        LongVector x = LongVector.broadcast(S, (long) (stream.counter3() ^ stream.key1()) << 32);
        LongVector z = LongVector.broadcast(S, (q ^ (stream.key0() + Philox4x32.W0)) << 32);
        for (int done = 0; done < tiles * Tile.BLOCKS; done += 2 * LANES) {
            long block = firstTile * Tile.BLOCKS + done;
            long atAb = offset + 4L * Tile.indexOf(done);
            long atCd = offset + 4L * Tile.indexOf(done + LANES);
            long pAb = (Philox4x32.M0 & LOW) * ((q >>> 32) ^ ((stream.counter1(block) ^ stream.key0()) & LOW));
            long pCd = (Philox4x32.M0 & LOW) * ((q >>> 32) ^ ((stream.counter1(block + LANES) ^ stream.key0()) & LOW));
            LongVector yAb = LongVector.broadcast(S, ((pAb >>> 32) ^ (stream.key1() + Philox4x32.W1)) << 32);
            LongVector yCd = LongVector.broadcast(S, ((pCd >>> 32) ^ (stream.key1() + Philox4x32.W1)) << 32);
            // Not EVEN_PRODUCTS.add(…): the first compiler knows the class of a constant, inlines into it level by level what the
            // others only call, and runs out of registers; the second compiler never gets what the first has given up.
            LongVector pa = LongVector.broadcast(S, (Philox4x32.M0 & LOW) * (block & LOW)).add(EVEN_PRODUCTS);
            LongVector pb = pa.add(Philox4x32.M0 & LOW);
            LongVector pc = LongVector.broadcast(S, (Philox4x32.M0 & LOW) * ((block + LANES) & LOW)).add(EVEN_PRODUCTS);
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
            ((FloatVector) a0.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, b0.and(HIGH))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0)).fma(step, start)
                    .intoMemorySegment(out, atAb, LITTLE_ENDIAN);
            ((FloatVector) a1.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, b1.and(HIGH))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0)).fma(step, start)
                    .intoMemorySegment(out, atAb + 4L * Tile.BLOCKS, LITTLE_ENDIAN);
            ((FloatVector) a2.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, b2.and(HIGH))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0)).fma(step, start)
                    .intoMemorySegment(out, atAb + 8L * Tile.BLOCKS, LITTLE_ENDIAN);
            ((FloatVector) a3.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, b3.and(HIGH))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0)).fma(step, start)
                    .intoMemorySegment(out, atAb + 12L * Tile.BLOCKS, LITTLE_ENDIAN);
            ((FloatVector) c0.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, d0.and(HIGH))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0)).fma(step, start)
                    .intoMemorySegment(out, atCd, LITTLE_ENDIAN);
            ((FloatVector) c1.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, d1.and(HIGH))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0)).fma(step, start)
                    .intoMemorySegment(out, atCd + 4L * Tile.BLOCKS, LITTLE_ENDIAN);
            ((FloatVector) c2.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, d2.and(HIGH))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0)).fma(step, start)
                    .intoMemorySegment(out, atCd + 8L * Tile.BLOCKS, LITTLE_ENDIAN);
            ((FloatVector) c3.lanewise(VectorOperators.LSHR, half).lanewise(VectorOperators.OR, d3.and(HIGH))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0)).fma(step, start)
                    .intoMemorySegment(out, atCd + 12L * Tile.BLOCKS, LITTLE_ENDIAN);
        }
    }
}
