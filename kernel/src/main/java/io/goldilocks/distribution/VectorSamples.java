// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static io.goldilocks.simd.Lanes.DOUBLE;
import static io.goldilocks.simd.Lanes.FLOAT;
import static io.goldilocks.simd.Lanes.HALF_INT;
import static io.goldilocks.simd.Lanes.INT;
import static io.goldilocks.simd.Lanes.LONG;

import io.goldilocks.rng.Tile;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link ScalarSamples} on vectors, operation for operation.
 *
 * <p>The kernels are written straight down, without helper methods: past a number of nodes the compiler inlines the Vector
 * API alone, and a call that is left boxes every vector that passes through it. For the same reason constants are fields.
 */
public final class VectorSamples implements Samples {
    /** Clears the column from an index, which leaves the start of its row: rows are {@link Tile#BLOCKS} long. */
    private static final int ROW_START = -Tile.BLOCKS;

    private static final FloatVector TWO = FloatVector.broadcast(FLOAT, 2);
    private static final FloatVector ONE = FloatVector.broadcast(FLOAT, 1);
    private static final FloatVector MINUS_LN2 = FloatVector.broadcast(FLOAT, -FloatMath.LN2);
    private static final FloatVector L0 = FloatVector.broadcast(FLOAT, FloatMath.L0);
    private static final FloatVector L1 = FloatVector.broadcast(FLOAT, FloatMath.L1);
    private static final FloatVector L2 = FloatVector.broadcast(FLOAT, FloatMath.L2);
    private static final FloatVector L3 = FloatVector.broadcast(FLOAT, FloatMath.L3);
    private static final FloatVector L4 = FloatVector.broadcast(FLOAT, FloatMath.L4);
    private static final FloatVector L5 = FloatVector.broadcast(FLOAT, FloatMath.L5);
    private static final FloatVector L6 = FloatVector.broadcast(FLOAT, FloatMath.L6);
    private static final FloatVector L7 = FloatVector.broadcast(FLOAT, FloatMath.L7);
    private static final FloatVector S0 = FloatVector.broadcast(FLOAT, FloatMath.S0);
    private static final FloatVector S1 = FloatVector.broadcast(FLOAT, FloatMath.S1);
    private static final FloatVector S2 = FloatVector.broadcast(FLOAT, FloatMath.S2);
    private static final FloatVector S3 = FloatVector.broadcast(FLOAT, FloatMath.S3);
    private static final FloatVector C0 = FloatVector.broadcast(FLOAT, FloatMath.C0);
    private static final FloatVector C1 = FloatVector.broadcast(FLOAT, FloatMath.C1);
    private static final FloatVector C2 = FloatVector.broadcast(FLOAT, FloatMath.C2);
    private static final FloatVector C3 = FloatVector.broadcast(FLOAT, FloatMath.C3);
    private static final FloatVector C4 = FloatVector.broadcast(FLOAT, FloatMath.C4);
    private static final FloatVector P_31 = FloatVector.broadcast(FLOAT, 0x1p-31f);
    private static final FloatVector P_32 = FloatVector.broadcast(FLOAT, 0x1p-32f);

    /** Makes the vector twin. */
    public VectorSamples() {}

    @Override
    public void uniform(int[] words, int tiles, float low, float span, float[] out) {
        FloatVector step = FloatVector.broadcast(FLOAT, span * 0x1p-24f);
        FloatVector start = FloatVector.broadcast(FLOAT, low);
        for (int i = 0; i < tiles * Tile.WORDS; i += INT.length()) {
            IntVector k = IntVector.fromArray(INT, words, i).lanewise(VectorOperators.LSHR, 8);
            ((FloatVector) k.convert(VectorOperators.I2F, 0)).fma(step, start).intoArray(out, i);
        }
    }

    @Override
    public void normal(int[] words, int tiles, float mean, float std, float[] out) {
        FloatVector mu = FloatVector.broadcast(FLOAT, mean);
        FloatVector sigma = FloatVector.broadcast(FLOAT, std);
        for (int pair = 0; pair < tiles * Tile.WORDS / 2; pair += INT.length()) {
            int i = pair + (pair & ROW_START);
            IntVector w = IntVector.fromArray(INT, words, i).lanewise(VectorOperators.LSHR, 1);
            FloatVector u = ((FloatVector) w.convert(VectorOperators.I2F, 0)).fma(P_31, P_32);
            IntVector bits = u.reinterpretAsInts();
            IntVector e = bits.sub(FloatMath.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
            FloatVector exponent = (FloatVector) e.convert(VectorOperators.I2F, 0);
            FloatVector m = bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
            FloatVector g = ONE.sub(m);
            FloatVector p = g.fma(L7, L6).fma(g, L5).fma(g, L4).fma(g, L3).fma(g, L2).fma(g, L1).fma(g, L0);
            FloatVector negLog = g.mul(g).fma(p, exponent.fma(MINUS_LN2, g));
            FloatVector radius = negLog.lanewise(VectorOperators.SQRT).mul(sigma);

            IntVector angle = IntVector.fromArray(INT, words, i + Tile.BLOCKS);
            FloatVector t = ((FloatVector) angle.lanewise(VectorOperators.LSHL, 2).convert(VectorOperators.I2F, 0))
                    .mul(P_31);
            FloatVector z = t.mul(t);
            FloatVector sin = z.fma(S3, S2).fma(z, S1).fma(z, S0);
            FloatVector cos = z.fma(C4, C3).fma(z, C2).fma(z, C1).fma(z, C0);
            FloatVector tilt = t.mul(sin);
            IntVector x = cos.sub(tilt).reinterpretAsInts()
                    .lanewise(VectorOperators.XOR, angle.and(Integer.MIN_VALUE));
            IntVector y = cos.add(tilt).reinterpretAsInts()
                    .lanewise(VectorOperators.XOR, angle.lanewise(VectorOperators.LSHL, 1).and(Integer.MIN_VALUE));
            radius.fma(x.reinterpretAsFloats(), mu).intoArray(out, i);
            radius.fma(y.reinterpretAsFloats(), mu).intoArray(out, i + Tile.BLOCKS);
        }
    }

    @Override
    public void truncatedNormal(int[] words, int tiles, Truncation truncation, float[] out) {
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
        float[] n = FloatQuantile.numerator(truncation.isFar());
        float[] d = FloatQuantile.denominator(truncation.isFar());
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
        for (int i = 0; i < tiles * Tile.WORDS; i += INT.length()) {
            IntVector s = IntVector.fromArray(INT, words, i);
            IntVector t = s.lanewise(VectorOperators.XOR, s.lanewise(VectorOperators.ASHR, 31).not())
                    .and(Integer.MAX_VALUE);
            VectorMask<Float> below = s.lt(0).cast(FLOAT);
            FloatVector v = ((FloatVector) t.convert(VectorOperators.I2F, 0)).fma(highStep.blend(lowStep, below),
                    highBase.blend(lowBase, below));
            FloatVector x = v.mul(v.fma(minusTwiceP, TWO));
            IntVector bits = x.reinterpretAsInts();
            IntVector e = bits.sub(FloatMath.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
            FloatVector exponent = (FloatVector) e.convert(VectorOperators.I2F, 0);
            FloatVector g = ONE.sub(bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats());
            FloatVector p = g.fma(L7, L6).fma(g, L5).fma(g, L4).fma(g, L3).fma(g, L2).fma(g, L1).fma(g, L0);
            FloatVector w = g.mul(g).fma(p, exponent.fma(MINUS_LN2, g)).add(shift);
            FloatVector y = ((FloatVector) s.convert(VectorOperators.I2F, 0)).fma(step, centre);
            FloatVector numerator = w.fma(n6, n5).fma(w, n4).fma(w, n3).fma(w, n2).fma(w, n1).fma(w, n0);
            FloatVector denominator = w.fma(d6, d5).fma(w, d4).fma(w, d3).fma(w, d2).fma(w, d1).fma(w, d0);
            FloatVector value = y.mul(numerator.div(denominator)).fma(scale, mean);
            value = value.blend(low, value.lt(low));
            value.blend(high, high.lt(value)).intoArray(out, i);
        }
    }

    @Override
    public void uniform(int[] words, int tiles, double low, double span, double[] out) {
        DoubleVector step = DoubleVector.broadcast(DOUBLE, span * 0x1p-53);
        DoubleVector start = DoubleVector.broadcast(DOUBLE, low);
        for (int i = 0; i < tiles * DOUBLES_PER_TILE; i += DOUBLE.length()) {
            int word = i + (i & ROW_START);
            IntVector high = IntVector.fromArray(HALF_INT, words, word).lanewise(VectorOperators.LSHR, 5);
            IntVector lower = IntVector.fromArray(HALF_INT, words, word + Tile.BLOCKS).lanewise(VectorOperators.LSHR,
                    6);
            DoubleVector k = ((DoubleVector) high.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(
                    D.P26,
                    (DoubleVector) lower.convertShape(VectorOperators.I2D, DOUBLE, 0));
            k.fma(step, start).intoArray(out, i);
        }
    }

    @Override
    public void normal(int[] words, int tiles, double mean, double std, double[] out) {
        DoubleVector mu = DoubleVector.broadcast(DOUBLE, mean);
        DoubleVector sigma = DoubleVector.broadcast(DOUBLE, std);
        for (int block = 0; block < tiles * Tile.BLOCKS; block += DOUBLE.length()) {
            int tile = block & ROW_START;
            int word = block + 3 * tile;
            IntVector w0 = IntVector.fromArray(HALF_INT, words, word).lanewise(VectorOperators.LSHR, 1);
            IntVector w1 = IntVector.fromArray(HALF_INT, words, word + Tile.BLOCKS).lanewise(VectorOperators.LSHR, 1);
            DoubleVector u = ((DoubleVector) w1.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(D.P_62, D.P_63);
            u = ((DoubleVector) w0.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(D.P_31, u);
            LongVector bits = u.reinterpretAsLongs().add(DoubleMath.TO_EXPONENT);
            DoubleVector exponent = bits.lanewise(VectorOperators.LSHR, 52).add(DoubleMath.ROUNDER_BITS)
                    .reinterpretAsDoubles().sub(DoubleMath.ROUNDER);
            DoubleVector f = bits.and(DoubleMath.MANTISSA).add(DoubleMath.SQRT_HALF_BITS).reinterpretAsDoubles().sub(1);
            DoubleVector s = f.div(f.add(2));
            DoubleVector z = s.mul(s);
            DoubleVector p = z.fma(D.L8, D.L7).fma(z, D.L6).fma(z, D.L5).fma(z, D.L4).fma(z, D.L3).fma(z, D.L2).fma(z,
                    D.L1);
            DoubleVector q = s.fma(z.fma(p, f), f.neg());
            DoubleVector radius = exponent.fma(D.MINUS_LN2, q).lanewise(VectorOperators.SQRT).mul(sigma);

            IntVector angle = IntVector.fromArray(HALF_INT, words, word + 2 * Tile.BLOCKS);
            IntVector w3 = IntVector.fromArray(HALF_INT, words, word + 3 * Tile.BLOCKS).lanewise(VectorOperators.LSHR,
                    1);
            DoubleVector coarse = (DoubleVector) angle.lanewise(VectorOperators.LSHL, 2)
                    .convertShape(VectorOperators.I2D, DOUBLE, 0);
            DoubleVector t = ((DoubleVector) w3.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(D.P_60,
                    coarse.mul(D.P_31));
            z = t.mul(t);
            DoubleVector sin = z.fma(D.S6, D.S5).fma(z, D.S4).fma(z, D.S3).fma(z, D.S2).fma(z, D.S1).fma(z, D.S0);
            DoubleVector cos = z.fma(D.C7, D.C6).fma(z, D.C5).fma(z, D.C4).fma(z, D.C3).fma(z, D.C2).fma(z, D.C1).fma(z,
                    D.C0);
            LongVector sign = (LongVector) angle.convertShape(VectorOperators.I2L, LONG, 0);
            DoubleVector tilt = t.mul(sin);
            LongVector x = cos.sub(tilt).reinterpretAsLongs()
                    .lanewise(VectorOperators.XOR, sign.and(Long.MIN_VALUE));
            LongVector y = cos.add(tilt).reinterpretAsLongs()
                    .lanewise(VectorOperators.XOR, sign.lanewise(VectorOperators.LSHL, 33).and(Long.MIN_VALUE));
            int i = block + tile;
            radius.fma(x.reinterpretAsDoubles(), mu).intoArray(out, i);
            radius.fma(y.reinterpretAsDoubles(), mu).intoArray(out, i + Tile.BLOCKS);
        }
    }

    @Override
    public void truncatedNormal(int[] words, int tiles, Truncation truncation, double[] out) {
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
        double[] n = DoubleQuantile.numerator(truncation.isFar());
        double[] d = DoubleQuantile.denominator(truncation.isFar());
        for (int i = 0; i < tiles * DOUBLES_PER_TILE; i += DOUBLE.length()) {
            int word = i + (i & ROW_START);
            IntVector s = IntVector.fromArray(HALF_INT, words, word);
            IntVector lower = IntVector.fromArray(HALF_INT, words, word + Tile.BLOCKS);
            IntVector flip = s.lanewise(VectorOperators.ASHR, 31).not();
            IntVector tHigh = s.lanewise(VectorOperators.XOR, flip).and(Integer.MAX_VALUE);
            IntVector tLow = lower.lanewise(VectorOperators.XOR, flip).lanewise(VectorOperators.LSHR, 1);
            DoubleVector t = ((DoubleVector) tLow.convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(D.P_31,
                    (DoubleVector) tHigh.convertShape(VectorOperators.I2D, DOUBLE, 0));
            VectorMask<Double> below = s.lt(0).cast(DOUBLE);
            DoubleVector v = t.fma(highStep.blend(lowStep, below), highBase.blend(lowBase, below));
            DoubleVector x = v.mul(v.fma(minusTwiceP, D.TWO));
            LongVector bits = x.reinterpretAsLongs().add(DoubleMath.TO_EXPONENT);
            DoubleVector exponent = bits.lanewise(VectorOperators.LSHR, 52).add(DoubleMath.ROUNDER_BITS)
                    .reinterpretAsDoubles().sub(DoubleMath.ROUNDER);
            DoubleVector f = bits.and(DoubleMath.MANTISSA).add(DoubleMath.SQRT_HALF_BITS).reinterpretAsDoubles().sub(1);
            DoubleVector q = f.div(f.add(2));
            DoubleVector z = q.mul(q);
            DoubleVector p = z.fma(D.L8, D.L7).fma(z, D.L6).fma(z, D.L5).fma(z, D.L4).fma(z, D.L3).fma(z, D.L2).fma(z,
                    D.L1);
            DoubleVector w = exponent.fma(D.MINUS_LN2, q.fma(z.fma(p, f), f.neg())).add(shift);
            DoubleVector rank = ((DoubleVector) lower.lanewise(VectorOperators.LSHR, 1)
                    .convertShape(VectorOperators.I2D, DOUBLE, 0)).fma(D.P_31,
                            (DoubleVector) s.convertShape(VectorOperators.I2D, DOUBLE, 0));
            DoubleVector y = rank.fma(step, centre);
            DoubleVector numerator = DoubleVector.broadcast(DOUBLE, n[DoubleQuantile.DEGREE]);
            DoubleVector denominator = DoubleVector.broadcast(DOUBLE, d[DoubleQuantile.DEGREE]);
            for (int k = DoubleQuantile.DEGREE - 1; k >= 0; k--) {
                numerator = numerator.fma(w, DoubleVector.broadcast(DOUBLE, n[k]));
                denominator = denominator.fma(w, DoubleVector.broadcast(DOUBLE, d[k]));
            }
            DoubleVector value = y.mul(numerator.div(denominator)).fma(scale, mean);
            value = value.blend(low, value.lt(low));
            value.blend(high, high.lt(value)).intoArray(out, i);
        }
    }

    /** The constants of the f64 kernels. */
    private static final class D {
        static final DoubleVector MINUS_LN2 = DoubleVector.broadcast(DOUBLE, -DoubleMath.LN2);
        static final DoubleVector L1 = DoubleVector.broadcast(DOUBLE, DoubleMath.L1);
        static final DoubleVector L2 = DoubleVector.broadcast(DOUBLE, DoubleMath.L2);
        static final DoubleVector L3 = DoubleVector.broadcast(DOUBLE, DoubleMath.L3);
        static final DoubleVector L4 = DoubleVector.broadcast(DOUBLE, DoubleMath.L4);
        static final DoubleVector L5 = DoubleVector.broadcast(DOUBLE, DoubleMath.L5);
        static final DoubleVector L6 = DoubleVector.broadcast(DOUBLE, DoubleMath.L6);
        static final DoubleVector L7 = DoubleVector.broadcast(DOUBLE, DoubleMath.L7);
        static final DoubleVector L8 = DoubleVector.broadcast(DOUBLE, DoubleMath.L8);
        static final DoubleVector S0 = DoubleVector.broadcast(DOUBLE, DoubleMath.S0);
        static final DoubleVector S1 = DoubleVector.broadcast(DOUBLE, DoubleMath.S1);
        static final DoubleVector S2 = DoubleVector.broadcast(DOUBLE, DoubleMath.S2);
        static final DoubleVector S3 = DoubleVector.broadcast(DOUBLE, DoubleMath.S3);
        static final DoubleVector S4 = DoubleVector.broadcast(DOUBLE, DoubleMath.S4);
        static final DoubleVector S5 = DoubleVector.broadcast(DOUBLE, DoubleMath.S5);
        static final DoubleVector S6 = DoubleVector.broadcast(DOUBLE, DoubleMath.S6);
        static final DoubleVector C0 = DoubleVector.broadcast(DOUBLE, DoubleMath.C0);
        static final DoubleVector C1 = DoubleVector.broadcast(DOUBLE, DoubleMath.C1);
        static final DoubleVector C2 = DoubleVector.broadcast(DOUBLE, DoubleMath.C2);
        static final DoubleVector C3 = DoubleVector.broadcast(DOUBLE, DoubleMath.C3);
        static final DoubleVector C4 = DoubleVector.broadcast(DOUBLE, DoubleMath.C4);
        static final DoubleVector C5 = DoubleVector.broadcast(DOUBLE, DoubleMath.C5);
        static final DoubleVector C6 = DoubleVector.broadcast(DOUBLE, DoubleMath.C6);
        static final DoubleVector C7 = DoubleVector.broadcast(DOUBLE, DoubleMath.C7);
        static final DoubleVector TWO = DoubleVector.broadcast(DOUBLE, 2);
        static final DoubleVector P26 = DoubleVector.broadcast(DOUBLE, 0x1p26);
        static final DoubleVector P_31 = DoubleVector.broadcast(DOUBLE, 0x1p-31);
        static final DoubleVector P_60 = DoubleVector.broadcast(DOUBLE, 0x1p-60);
        static final DoubleVector P_62 = DoubleVector.broadcast(DOUBLE, 0x1p-62);
        static final DoubleVector P_63 = DoubleVector.broadcast(DOUBLE, 0x1p-63);
    }
}
