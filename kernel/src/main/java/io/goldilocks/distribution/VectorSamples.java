// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static io.goldilocks.simd.Lanes.DOUBLE;
import static io.goldilocks.simd.Lanes.FLOAT;
import static io.goldilocks.simd.Lanes.HALF_INT;
import static io.goldilocks.simd.Lanes.INT;
import static io.goldilocks.simd.Lanes.LONG;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.rng.Tile;
import io.goldilocks.simd.PlainMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link ScalarSamples} on vectors, operation for operation.
 *
 * <p>The kernels are written straight down, without helper methods: past a number of nodes the compiler inlines the Vector
 * API alone, and a call that is left boxes every vector that passes through it. Constants are made at the head of a kernel,
 * which costs four bytes of code data each; as fields they would be objects, of which every turn of the loop loads 64 bytes
 * each, most of them across two cache lines.
 *
 * <p>Where a sample takes words of several rows, the loop over columns is the outer one: the indices of the inner are then
 * linear, and the compiler takes the checks of bounds out of it, a fifth of its instructions; that of the second row counts from
 * an offset of its own, for the same reason. At 512 bits a row is one column.
 */
public final class VectorSamples implements Samples {
    /** Makes the vector twin. */
    public VectorSamples() {}

    @Override
    public void uniformF32(int[] words, int tiles, float low, float span, MemorySegment out, long offset) {
        if (out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        FloatVector step = FloatVector.broadcast(FLOAT, span * 0x1p-24f);
        FloatVector start = FloatVector.broadcast(FLOAT, low);
        for (int i = 0; i < tiles * Tile.WORDS; i += INT.length()) {
            IntVector k = IntVector.fromArray(INT, words, i).lanewise(VectorOperators.LSHR, 8);
            ((FloatVector) k.convert(VectorOperators.I2F, 0)).fma(step, start).intoMemorySegment(out, offset + 4L * i,
                    LITTLE_ENDIAN);
        }
    }

    @Override
    public void normalF32(int[] words, int tiles, float mean, float std, MemorySegment out, long offset) {
        if (out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        long second = offset + 4L * Tile.BLOCKS;
        FloatVector mu = FloatVector.broadcast(FLOAT, mean);
        FloatVector sigma = FloatVector.broadcast(FLOAT, std);
        FloatVector one = FloatVector.broadcast(FLOAT, 1);
        FloatVector minusLn2 = FloatVector.broadcast(FLOAT, -FloatMath.LN2);
        FloatVector l0 = FloatVector.broadcast(FLOAT, FloatMath.L0);
        FloatVector l1 = FloatVector.broadcast(FLOAT, FloatMath.L1);
        FloatVector l2 = FloatVector.broadcast(FLOAT, FloatMath.L2);
        FloatVector l3 = FloatVector.broadcast(FLOAT, FloatMath.L3);
        FloatVector l4 = FloatVector.broadcast(FLOAT, FloatMath.L4);
        FloatVector l5 = FloatVector.broadcast(FLOAT, FloatMath.L5);
        FloatVector l6 = FloatVector.broadcast(FLOAT, FloatMath.L6);
        FloatVector l7 = FloatVector.broadcast(FLOAT, FloatMath.L7);
        FloatVector s0 = FloatVector.broadcast(FLOAT, FloatMath.S0);
        FloatVector s1 = FloatVector.broadcast(FLOAT, FloatMath.S1);
        FloatVector s2 = FloatVector.broadcast(FLOAT, FloatMath.S2);
        FloatVector s3 = FloatVector.broadcast(FLOAT, FloatMath.S3);
        FloatVector c0 = FloatVector.broadcast(FLOAT, FloatMath.C0);
        FloatVector c1 = FloatVector.broadcast(FLOAT, FloatMath.C1);
        FloatVector c2 = FloatVector.broadcast(FLOAT, FloatMath.C2);
        FloatVector c3 = FloatVector.broadcast(FLOAT, FloatMath.C3);
        FloatVector c4 = FloatVector.broadcast(FLOAT, FloatMath.C4);
        FloatVector p_31 = FloatVector.broadcast(FLOAT, 0x1p-31f);
        for (int column = 0; column < Tile.BLOCKS; column += INT.length()) {
            for (int i = column; i < tiles * Tile.WORDS; i += 2 * Tile.BLOCKS) {
                IntVector w = IntVector.fromArray(INT, words, i).lanewise(VectorOperators.LSHR, 1);
                // 2³¹·u, whose exponent is put right where that of √½ is subtracted: a sum where u would take a product too.
                FloatVector scaled = ((FloatVector) w.convert(VectorOperators.I2F, 0)).add(0.5f);
                IntVector bits = scaled.reinterpretAsInts().sub(FloatMath.SQRT_HALF_BITS + (31 << 23));
                FloatVector exponent = (FloatVector) bits.lanewise(VectorOperators.ASHR, 23)
                        .convert(VectorOperators.I2F, 0);
                FloatVector g = one
                        .sub(bits.and(FloatMath.MANTISSA).add(FloatMath.SQRT_HALF_BITS).reinterpretAsFloats());
                FloatVector g2 = g.mul(g);
                FloatVector lower = g.fma(l3, l2).fma(g2, g.fma(l1, l0));
                FloatVector higher = g.fma(l7, l6).fma(g2, g.fma(l5, l4));
                FloatVector negLog = g2.fma(higher.fma(g2.mul(g2), lower), exponent.fma(minusLn2, g));
                FloatVector radius = negLog.lanewise(VectorOperators.SQRT).mul(sigma);

                IntVector angle = IntVector.fromArray(INT, words, i + Tile.BLOCKS);
                FloatVector t = ((FloatVector) angle.lanewise(VectorOperators.LSHL, 2).convert(VectorOperators.I2F, 0))
                        .mul(p_31);
                FloatVector z = t.mul(t);
                FloatVector sin = z.fma(s3, s2).fma(z, s1).fma(z, s0);
                FloatVector cos = z.fma(c4, c3).fma(z, c2).fma(z, c1).fma(z, c0);
                FloatVector tilt = t.mul(sin);
                IntVector x = cos.sub(tilt).reinterpretAsInts()
                        .lanewise(VectorOperators.XOR, angle.and(Integer.MIN_VALUE));
                IntVector y = cos.add(tilt).reinterpretAsInts()
                        .lanewise(VectorOperators.XOR, angle.lanewise(VectorOperators.LSHL, 1).and(Integer.MIN_VALUE));
                radius.fma(x.reinterpretAsFloats(), mu).intoMemorySegment(out, offset + 4L * i, LITTLE_ENDIAN);
                radius.fma(y.reinterpretAsFloats(), mu).intoMemorySegment(out, second + 4L * i, LITTLE_ENDIAN);
            }
        }
    }

    @Override
    public void truncatedNormalF32(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        TruncatedNormal normal = truncation.normal();
        if (normal.isUncutF32()) {
            normalF32(words, tiles, (float) normal.mean(), (float) normal.std(), out, offset);
        } else {
            VectorTruncation.sampleF32(words, tiles, truncation, out, offset);
        }
    }

    @Override
    public void uniformF64(int[] words, int tiles, double low, double span, MemorySegment out, long offset) {
        if (out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        DoubleVector step = DoubleVector.broadcast(DOUBLE, span * 0x1p-53);
        DoubleVector start = DoubleVector.broadcast(DOUBLE, low);
        DoubleVector p26 = DoubleVector.broadcast(DOUBLE, 0x1p26);
        for (int column = 0; column < Tile.BLOCKS; column += DOUBLE.length()) {
            for (int i = column; i < tiles * DOUBLES_PER_TILE; i += Tile.BLOCKS) {
                int word = 2 * i - column;
                IntVector high = IntVector.fromArray(HALF_INT, words, word).lanewise(VectorOperators.LSHR, 5);
                IntVector lower = IntVector.fromArray(HALF_INT, words, word + Tile.BLOCKS).lanewise(
                        VectorOperators.LSHR,
                        6);
                DoubleVector k = ((DoubleVector) high.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(
                        p26,
                        (DoubleVector) lower.convertShape(VectorOperators.I2D, DOUBLE, 0));
                k.fma(step, start).intoMemorySegment(out, offset + 8L * i, LITTLE_ENDIAN);
            }
        }
    }

    @Override
    public void normalF64(int[] words, int tiles, double mean, double std, MemorySegment out, long offset) {
        if (out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        long second = offset + 8L * Tile.BLOCKS;
        DoubleVector mu = DoubleVector.broadcast(DOUBLE, mean);
        DoubleVector sigma = DoubleVector.broadcast(DOUBLE, std);
        DoubleVector minusLn2 = DoubleVector.broadcast(DOUBLE, -DoubleMath.LN2);
        DoubleVector l1 = DoubleVector.broadcast(DOUBLE, DoubleMath.L1);
        DoubleVector l2 = DoubleVector.broadcast(DOUBLE, DoubleMath.L2);
        DoubleVector l3 = DoubleVector.broadcast(DOUBLE, DoubleMath.L3);
        DoubleVector l4 = DoubleVector.broadcast(DOUBLE, DoubleMath.L4);
        DoubleVector l5 = DoubleVector.broadcast(DOUBLE, DoubleMath.L5);
        DoubleVector l6 = DoubleVector.broadcast(DOUBLE, DoubleMath.L6);
        DoubleVector l7 = DoubleVector.broadcast(DOUBLE, DoubleMath.L7);
        DoubleVector l8 = DoubleVector.broadcast(DOUBLE, DoubleMath.L8);
        DoubleVector s0 = DoubleVector.broadcast(DOUBLE, DoubleMath.S0);
        DoubleVector s1 = DoubleVector.broadcast(DOUBLE, DoubleMath.S1);
        DoubleVector s2 = DoubleVector.broadcast(DOUBLE, DoubleMath.S2);
        DoubleVector s3 = DoubleVector.broadcast(DOUBLE, DoubleMath.S3);
        DoubleVector s4 = DoubleVector.broadcast(DOUBLE, DoubleMath.S4);
        DoubleVector s5 = DoubleVector.broadcast(DOUBLE, DoubleMath.S5);
        DoubleVector s6 = DoubleVector.broadcast(DOUBLE, DoubleMath.S6);
        DoubleVector c0 = DoubleVector.broadcast(DOUBLE, DoubleMath.C0);
        DoubleVector c1 = DoubleVector.broadcast(DOUBLE, DoubleMath.C1);
        DoubleVector c2 = DoubleVector.broadcast(DOUBLE, DoubleMath.C2);
        DoubleVector c3 = DoubleVector.broadcast(DOUBLE, DoubleMath.C3);
        DoubleVector c4 = DoubleVector.broadcast(DOUBLE, DoubleMath.C4);
        DoubleVector c5 = DoubleVector.broadcast(DOUBLE, DoubleMath.C5);
        DoubleVector c6 = DoubleVector.broadcast(DOUBLE, DoubleMath.C6);
        DoubleVector c7 = DoubleVector.broadcast(DOUBLE, DoubleMath.C7);
        DoubleVector p_31 = DoubleVector.broadcast(DOUBLE, 0x1p-31);
        DoubleVector p_60 = DoubleVector.broadcast(DOUBLE, 0x1p-60);
        DoubleVector p_62 = DoubleVector.broadcast(DOUBLE, 0x1p-62);
        DoubleVector p_63 = DoubleVector.broadcast(DOUBLE, 0x1p-63);
        for (int column = 0; column < Tile.BLOCKS; column += DOUBLE.length()) {
            for (int i = column; i < tiles * DOUBLES_PER_TILE; i += DOUBLES_PER_TILE) {
                int word = 2 * i - column;
                IntVector w0 = IntVector.fromArray(HALF_INT, words, word).lanewise(VectorOperators.LSHR, 1);
                IntVector w1 = IntVector.fromArray(HALF_INT, words, word + Tile.BLOCKS).lanewise(VectorOperators.LSHR,
                        1);
                DoubleVector u = ((DoubleVector) w1.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(p_62, p_63);
                u = ((DoubleVector) w0.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(p_31, u);
                LongVector bits = u.reinterpretAsLongs().add(DoubleMath.TO_EXPONENT);
                DoubleVector exponent = bits.lanewise(VectorOperators.LSHR, 52).add(DoubleMath.ROUNDER_BITS)
                        .reinterpretAsDoubles().sub(DoubleMath.ROUNDER);
                DoubleVector f = bits.and(DoubleMath.MANTISSA).add(DoubleMath.SQRT_HALF_BITS).reinterpretAsDoubles()
                        .sub(1);
                DoubleVector s = f.div(f.add(2));
                DoubleVector z = s.mul(s);
                DoubleVector p = z.fma(l8, l7).fma(z, l6).fma(z, l5).fma(z, l4).fma(z, l3).fma(z, l2).fma(z,
                        l1);
                DoubleVector q = s.fma(z.fma(p, f), f.neg());
                DoubleVector radius = exponent.fma(minusLn2, q).lanewise(VectorOperators.SQRT).mul(sigma);

                IntVector angle = IntVector.fromArray(HALF_INT, words, word + 2 * Tile.BLOCKS);
                IntVector w3 = IntVector.fromArray(HALF_INT, words, word + 3 * Tile.BLOCKS).lanewise(
                        VectorOperators.LSHR,
                        1);
                DoubleVector coarse = (DoubleVector) angle.lanewise(VectorOperators.LSHL, 2)
                        .convertShape(VectorOperators.I2D, DOUBLE, 0);
                DoubleVector t = ((DoubleVector) w3.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(p_60,
                        coarse.mul(p_31));
                z = t.mul(t);
                DoubleVector sin = z.fma(s6, s5).fma(z, s4).fma(z, s3).fma(z, s2).fma(z, s1).fma(z, s0);
                DoubleVector cos = z.fma(c7, c6).fma(z, c5).fma(z, c4).fma(z, c3).fma(z, c2).fma(z, c1).fma(z,
                        c0);
                LongVector sign = (LongVector) angle.convertShape(VectorOperators.I2L, LONG, 0);
                DoubleVector tilt = t.mul(sin);
                LongVector x = cos.sub(tilt).reinterpretAsLongs()
                        .lanewise(VectorOperators.XOR, sign.and(Long.MIN_VALUE));
                LongVector y = cos.add(tilt).reinterpretAsLongs()
                        .lanewise(VectorOperators.XOR, sign.lanewise(VectorOperators.LSHL, 33).and(Long.MIN_VALUE));
                radius.fma(x.reinterpretAsDoubles(), mu).intoMemorySegment(out, offset + 8L * i, LITTLE_ENDIAN);
                radius.fma(y.reinterpretAsDoubles(), mu).intoMemorySegment(out, second + 8L * i, LITTLE_ENDIAN);
            }
        }
    }

    @Override
    public void truncatedNormalF64(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        TruncatedNormal normal = truncation.normal();
        if (normal.isUncutF64()) {
            normalF64(words, tiles, normal.mean(), normal.std(), out, offset);
        } else {
            VectorTruncation.sampleF64(words, tiles, truncation, out, offset);
        }
    }
}
