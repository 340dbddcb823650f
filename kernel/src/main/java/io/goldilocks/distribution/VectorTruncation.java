// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static io.goldilocks.simd.Lanes.DOUBLE;
import static io.goldilocks.simd.Lanes.FLOAT;
import static io.goldilocks.simd.Lanes.HALF_INT;
import static io.goldilocks.simd.Lanes.INT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.rng.Tile;
import io.goldilocks.simd.PlainMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link ScalarTruncation} on vectors, operation for operation; written as {@link VectorSamples} says. */
final class VectorTruncation {
    private VectorTruncation() {}

    static void sampleF32(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        if (truncation.range() == QuantileRange.CENTRAL) {
            central(words, tiles, truncation, out, offset);
        } else {
            folded(words, tiles, truncation, out, offset);
        }
    }

    private static void central(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        if (out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        FloatVector step = FloatVector.broadcast(FLOAT, (float) truncation.step());
        FloatVector centre = FloatVector.broadcast(FLOAT, (float) (truncation.centre() + truncation.step() / 2));
        FloatVector scale = FloatVector.broadcast(FLOAT, (float) truncation.scale());
        FloatVector mean = FloatVector.broadcast(FLOAT, (float) truncation.normal().mean());
        FloatVector low = FloatVector.broadcast(FLOAT, truncation.normal().lowFloat());
        FloatVector high = FloatVector.broadcast(FLOAT, truncation.normal().highFloat());
        float[] n = FloatQuantile.numerator(QuantileRange.CENTRAL);
        float[] d = FloatQuantile.denominator(QuantileRange.CENTRAL);
        FloatVector n0 = FloatVector.broadcast(FLOAT, n[0]);
        FloatVector n1 = FloatVector.broadcast(FLOAT, n[1]);
        FloatVector n2 = FloatVector.broadcast(FLOAT, n[2]);
        FloatVector n3 = FloatVector.broadcast(FLOAT, n[3]);
        FloatVector n4 = FloatVector.broadcast(FLOAT, n[4]);
        FloatVector n5 = FloatVector.broadcast(FLOAT, n[5]);
        FloatVector n6 = FloatVector.broadcast(FLOAT, n[6]);
        FloatVector n7 = FloatVector.broadcast(FLOAT, n[7]);
        FloatVector d0 = FloatVector.broadcast(FLOAT, d[0]);
        FloatVector d1 = FloatVector.broadcast(FLOAT, d[1]);
        FloatVector d2 = FloatVector.broadcast(FLOAT, d[2]);
        FloatVector d3 = FloatVector.broadcast(FLOAT, d[3]);
        FloatVector d4 = FloatVector.broadcast(FLOAT, d[4]);
        FloatVector d5 = FloatVector.broadcast(FLOAT, d[5]);
        FloatVector d6 = FloatVector.broadcast(FLOAT, d[6]);
        FloatVector d7 = FloatVector.broadcast(FLOAT, d[7]);
        FloatVector one = FloatVector.broadcast(FLOAT, 1);
        for (int i = 0; i < tiles * Tile.WORDS; i += INT.length()) {
            IntVector s = IntVector.fromArray(INT, words, i);
            FloatVector y = ((FloatVector) s.convert(VectorOperators.I2F, 0)).fma(step, centre);
            FloatVector x = y.neg().fma(y, one);
            FloatVector numerator = n7.fma(x, n6).fma(x, n5).fma(x, n4).fma(x, n3).fma(x, n2).fma(x, n1).fma(x, n0);
            FloatVector denominator = d7.fma(x, d6).fma(x, d5).fma(x, d4).fma(x, d3).fma(x, d2).fma(x, d1).fma(x, d0);
            FloatVector value = y.mul(numerator.div(denominator)).fma(scale, mean);
            value = value.blend(low, value.lt(low));
            value.blend(high, high.lt(value)).intoMemorySegment(out, offset + 4L * i, LITTLE_ENDIAN);
        }
    }

    private static void folded(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        if (out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        FloatVector lowStep = FloatVector.broadcast(FLOAT, (float) truncation.lowStep());
        FloatVector lowBase = FloatVector.broadcast(FLOAT,
                (float) (truncation.lowBase() + truncation.lowStep() / 2));
        FloatVector highStep = FloatVector.broadcast(FLOAT, (float) truncation.highStep());
        FloatVector highBase = FloatVector.broadcast(FLOAT,
                (float) (truncation.highBase() + truncation.highStep() / 2));
        FloatVector step = FloatVector.broadcast(FLOAT, (float) truncation.step());
        FloatVector centre = FloatVector.broadcast(FLOAT, (float) (truncation.centre() + truncation.step() / 2));
        FloatVector minusTwiceP = FloatVector.broadcast(FLOAT, (float) -truncation.twiceP());
        FloatVector shift = FloatVector.broadcast(FLOAT, (float) truncation.minusLogTwiceP());
        FloatVector scale = FloatVector.broadcast(FLOAT, (float) truncation.scale());
        FloatVector mean = FloatVector.broadcast(FLOAT, (float) truncation.normal().mean());
        FloatVector low = FloatVector.broadcast(FLOAT, truncation.normal().lowFloat());
        FloatVector high = FloatVector.broadcast(FLOAT, truncation.normal().highFloat());
        float[] n = FloatQuantile.numerator(truncation.range());
        float[] d = FloatQuantile.denominator(truncation.range());
        FloatVector n0 = FloatVector.broadcast(FLOAT, n[0]);
        FloatVector n1 = FloatVector.broadcast(FLOAT, n[1]);
        FloatVector n2 = FloatVector.broadcast(FLOAT, n[2]);
        FloatVector n3 = FloatVector.broadcast(FLOAT, n[3]);
        FloatVector n4 = FloatVector.broadcast(FLOAT, n[4]);
        FloatVector n5 = FloatVector.broadcast(FLOAT, n[5]);
        FloatVector n6 = FloatVector.broadcast(FLOAT, n[6]);
        FloatVector d0 = FloatVector.broadcast(FLOAT, d[0]);
        FloatVector d1 = FloatVector.broadcast(FLOAT, d[1]);
        FloatVector d2 = FloatVector.broadcast(FLOAT, d[2]);
        FloatVector d3 = FloatVector.broadcast(FLOAT, d[3]);
        FloatVector d4 = FloatVector.broadcast(FLOAT, d[4]);
        FloatVector d5 = FloatVector.broadcast(FLOAT, d[5]);
        FloatVector d6 = FloatVector.broadcast(FLOAT, d[6]);
        FloatVector one = FloatVector.broadcast(FLOAT, 1);
        FloatVector two = FloatVector.broadcast(FLOAT, 2);
        FloatVector minusLn2 = FloatVector.broadcast(FLOAT, -FloatMath.LN2);
        FloatVector l0 = FloatVector.broadcast(FLOAT, FloatMath.L0);
        FloatVector l1 = FloatVector.broadcast(FLOAT, FloatMath.L1);
        FloatVector l2 = FloatVector.broadcast(FLOAT, FloatMath.L2);
        FloatVector l3 = FloatVector.broadcast(FLOAT, FloatMath.L3);
        FloatVector l4 = FloatVector.broadcast(FLOAT, FloatMath.L4);
        FloatVector l5 = FloatVector.broadcast(FLOAT, FloatMath.L5);
        FloatVector l6 = FloatVector.broadcast(FLOAT, FloatMath.L6);
        FloatVector l7 = FloatVector.broadcast(FLOAT, FloatMath.L7);
        for (int i = 0; i < tiles * Tile.WORDS; i += INT.length()) {
            IntVector s = IntVector.fromArray(INT, words, i);
            IntVector t = s.lanewise(VectorOperators.XOR, s.lanewise(VectorOperators.ASHR, 31).not())
                    .and(Integer.MAX_VALUE);
            VectorMask<Float> below = s.lt(0).cast(FLOAT);
            FloatVector v = ((FloatVector) t.convert(VectorOperators.I2F, 0)).fma(highStep.blend(lowStep, below),
                    highBase.blend(lowBase, below));
            FloatVector x = v.mul(v.fma(minusTwiceP, two));
            IntVector bits = x.reinterpretAsInts().sub(FloatMath.SQRT_HALF_BITS);
            FloatVector exponent = (FloatVector) bits.lanewise(VectorOperators.ASHR, 23)
                    .convert(VectorOperators.I2F, 0);
            FloatVector g = one.sub(bits.and(FloatMath.MANTISSA).add(FloatMath.SQRT_HALF_BITS).reinterpretAsFloats());
            FloatVector g2 = g.mul(g);
            FloatVector lower = g.fma(l3, l2).fma(g2, g.fma(l1, l0));
            FloatVector higher = g.fma(l7, l6).fma(g2, g.fma(l5, l4));
            FloatVector w = g2.fma(higher.fma(g2.mul(g2), lower), exponent.fma(minusLn2, g)).add(shift);
            FloatVector y = ((FloatVector) s.convert(VectorOperators.I2F, 0)).fma(step, centre);
            FloatVector numerator = w.fma(n6, n5).fma(w, n4).fma(w, n3).fma(w, n2).fma(w, n1).fma(w, n0);
            FloatVector denominator = w.fma(d6, d5).fma(w, d4).fma(w, d3).fma(w, d2).fma(w, d1).fma(w, d0);
            FloatVector value = y.mul(numerator.div(denominator)).fma(scale, mean);
            value = value.blend(low, value.lt(low));
            value.blend(high, high.lt(value)).intoMemorySegment(out, offset + 4L * i, LITTLE_ENDIAN);
        }
    }

    static void sampleF64(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        if (out.getClass() != PlainMemory.CLASS) {
            throw PlainMemory.refuse(out);
        }
        DoubleVector lowStep = DoubleVector.broadcast(DOUBLE, truncation.lowStep());
        DoubleVector lowBase = DoubleVector.broadcast(DOUBLE, truncation.lowBase() + truncation.lowStep() * 0x1p-32);
        DoubleVector highStep = DoubleVector.broadcast(DOUBLE, truncation.highStep());
        DoubleVector highBase = DoubleVector.broadcast(DOUBLE, truncation.highBase() + truncation.highStep() * 0x1p-32);
        DoubleVector step = DoubleVector.broadcast(DOUBLE, truncation.step());
        DoubleVector centre = DoubleVector.broadcast(DOUBLE, truncation.centre() + truncation.step() * 0x1p-32);
        DoubleVector minusTwiceP = DoubleVector.broadcast(DOUBLE, -truncation.twiceP());
        DoubleVector shift = DoubleVector.broadcast(DOUBLE, truncation.minusLogTwiceP());
        DoubleVector scale = DoubleVector.broadcast(DOUBLE, truncation.scale());
        DoubleVector mean = DoubleVector.broadcast(DOUBLE, truncation.normal().mean());
        DoubleVector low = DoubleVector.broadcast(DOUBLE, truncation.normal().low());
        DoubleVector high = DoubleVector.broadcast(DOUBLE, truncation.normal().high());
        double[] n = DoubleQuantile.numerator(truncation.range());
        double[] d = DoubleQuantile.denominator(truncation.range());
        DoubleVector two = DoubleVector.broadcast(DOUBLE, 2);
        DoubleVector minusLn2 = DoubleVector.broadcast(DOUBLE, -DoubleMath.LN2);
        DoubleVector p_31 = DoubleVector.broadcast(DOUBLE, 0x1p-31);
        DoubleVector l1 = DoubleVector.broadcast(DOUBLE, DoubleMath.L1);
        DoubleVector l2 = DoubleVector.broadcast(DOUBLE, DoubleMath.L2);
        DoubleVector l3 = DoubleVector.broadcast(DOUBLE, DoubleMath.L3);
        DoubleVector l4 = DoubleVector.broadcast(DOUBLE, DoubleMath.L4);
        DoubleVector l5 = DoubleVector.broadcast(DOUBLE, DoubleMath.L5);
        DoubleVector l6 = DoubleVector.broadcast(DOUBLE, DoubleMath.L6);
        DoubleVector l7 = DoubleVector.broadcast(DOUBLE, DoubleMath.L7);
        DoubleVector l8 = DoubleVector.broadcast(DOUBLE, DoubleMath.L8);
        for (int column = 0; column < Tile.BLOCKS; column += DOUBLE.length()) {
            for (int i = column; i < tiles * Samples.DOUBLES_PER_TILE; i += Tile.BLOCKS) {
                int word = 2 * i - column;
                IntVector s = IntVector.fromArray(HALF_INT, words, word);
                IntVector lower = IntVector.fromArray(HALF_INT, words, word + Tile.BLOCKS);
                IntVector flip = s.lanewise(VectorOperators.ASHR, 31).not();
                IntVector tHigh = s.lanewise(VectorOperators.XOR, flip).and(Integer.MAX_VALUE);
                IntVector tLow = lower.lanewise(VectorOperators.XOR, flip).lanewise(VectorOperators.LSHR, 1);
                DoubleVector t = ((DoubleVector) tLow.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(p_31,
                        (DoubleVector) tHigh.convertShape(VectorOperators.I2D, DOUBLE, 0));
                VectorMask<Double> below = s.lt(0).cast(DOUBLE);
                DoubleVector v = t.fma(highStep.blend(lowStep, below), highBase.blend(lowBase, below));
                DoubleVector x = v.mul(v.fma(minusTwiceP, two));
                LongVector bits = x.reinterpretAsLongs().add(DoubleMath.TO_EXPONENT);
                DoubleVector exponent = bits.lanewise(VectorOperators.LSHR, 52).add(DoubleMath.ROUNDER_BITS)
                        .reinterpretAsDoubles().sub(DoubleMath.ROUNDER);
                DoubleVector f = bits.and(DoubleMath.MANTISSA).add(DoubleMath.SQRT_HALF_BITS).reinterpretAsDoubles()
                        .sub(1);
                DoubleVector q = f.div(f.add(2));
                DoubleVector z = q.mul(q);
                DoubleVector p = z.fma(l8, l7).fma(z, l6).fma(z, l5).fma(z, l4).fma(z, l3).fma(z, l2).fma(z,
                        l1);
                DoubleVector w = exponent.fma(minusLn2, q.fma(z.fma(p, f), f.neg())).add(shift);
                DoubleVector rank = ((DoubleVector) lower.lanewise(VectorOperators.LSHR, 1)
                        .convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(p_31,
                                (DoubleVector) s.convertShape(VectorOperators.I2D, DOUBLE, 0));
                DoubleVector y = rank.fma(step, centre);
                DoubleVector numerator = DoubleVector.broadcast(DOUBLE, n[n.length - 1]);
                DoubleVector denominator = DoubleVector.broadcast(DOUBLE, d[n.length - 1]);
                for (int k = n.length - 2; k >= 0; k--) {
                    numerator = numerator.fma(w, DoubleVector.broadcast(DOUBLE, n[k]));
                    denominator = denominator.fma(w, DoubleVector.broadcast(DOUBLE, d[k]));
                }
                DoubleVector value = y.mul(numerator.div(denominator)).fma(scale, mean);
                value = value.blend(low, value.lt(low));
                value.blend(high, high.lt(value)).intoMemorySegment(out, offset + 8L * i, LITTLE_ENDIAN);
            }
        }
    }
}
