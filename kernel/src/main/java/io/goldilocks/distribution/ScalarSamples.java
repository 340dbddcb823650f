// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.rng.Tile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One sample, or one Box–Muller pair, at a time: the specification that {@link VectorSamples} equals bit for bit. */
public final class ScalarSamples implements Samples {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** Makes the scalar twin. */
    public ScalarSamples() {}

    @Override
    public void uniformF32(int[] words, int tiles, float low, float span, MemorySegment out, long offset) {
        float step = span * 0x1p-24f;
        float[] samples = new float[Tile.WORDS];
        for (int tile = 0; tile < tiles; tile++) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = Math.fma((float) (words[tile * Tile.WORDS + i] >>> 8), step, low);
            }
            put(samples, tile, out, offset);
        }
    }

    @Override
    public void normalF32(int[] words, int tiles, float mean, float std, MemorySegment out, long offset) {
        float[] samples = new float[Tile.WORDS];
        for (int tile = 0; tile < tiles; tile++) {
            for (int pair = 0; pair < samples.length / 2; pair++) {
                int i = pair + pair / Tile.BLOCKS * Tile.BLOCKS;
                int word = tile * Tile.WORDS + i;
                int angle = words[word + Tile.BLOCKS];
                float u = Math.fma((float) (words[word] >>> 1), 0x1p-31f, 0x1p-32f);
                float radius = (float) Math.sqrt(FloatMath.negLog(u)) * std;
                float t = (angle << 2) * 0x1p-31f;
                float z = t * t;
                float tilt = t * FloatMath.sinOverT(z);
                float cos = FloatMath.cos(z);
                samples[i] = Math.fma(radius, flip(cos - tilt, angle), mean);
                samples[i + Tile.BLOCKS] = Math.fma(radius, flip(cos + tilt, angle << 1), mean);
            }
            put(samples, tile, out, offset);
        }
    }

    @Override
    public void truncatedNormalF32(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        TruncatedNormal normal = truncation.normal();
        if (normal.isUncutF32()) {
            normalF32(words, tiles, (float) normal.mean(), (float) normal.std(), out, offset);
        } else {
            ScalarTruncation.sampleF32(words, tiles, truncation, out, offset);
        }
    }

    @Override
    public void uniformF64(int[] words, int tiles, double low, double span, MemorySegment out, long offset) {
        double step = span * 0x1p-53;
        double[] samples = new double[DOUBLES_PER_TILE];
        for (int tile = 0; tile < tiles; tile++) {
            for (int i = 0; i < samples.length; i++) {
                int word = tile * Tile.WORDS + i + i / Tile.BLOCKS * Tile.BLOCKS;
                double high = words[word] >>> 5;
                samples[i] = Math.fma(Math.fma(high, 0x1p26, (double) (words[word + Tile.BLOCKS] >>> 6)), step, low);
            }
            put(samples, tile, out, offset);
        }
    }

    @Override
    public void normalF64(int[] words, int tiles, double mean, double std, MemorySegment out, long offset) {
        double[] samples = new double[DOUBLES_PER_TILE];
        for (int tile = 0; tile < tiles; tile++) {
            for (int column = 0; column < Tile.BLOCKS; column++) {
                int word = tile * Tile.WORDS + column;
                int angle = words[word + 2 * Tile.BLOCKS];
                double low = Math.fma((double) (words[word + Tile.BLOCKS] >>> 1), 0x1p-62, 0x1p-63);
                double u = Math.fma((double) (words[word] >>> 1), 0x1p-31, low);
                double radius = Math.sqrt(DoubleMath.negLog(u)) * std;
                double t = Math.fma((double) (words[word + 3 * Tile.BLOCKS] >>> 1), 0x1p-60, (angle << 2) * 0x1p-31);
                double z = t * t;
                double tilt = t * DoubleMath.sinOverT(z);
                double cos = DoubleMath.cos(z);
                samples[column] = Math.fma(radius, flip(cos - tilt, angle), mean);
                samples[column + Tile.BLOCKS] = Math.fma(radius, flip(cos + tilt, angle << 1), mean);
            }
            put(samples, tile, out, offset);
        }
    }

    @Override
    public void truncatedNormalF64(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        TruncatedNormal normal = truncation.normal();
        if (normal.isUncutF64()) {
            normalF64(words, tiles, normal.mean(), normal.std(), out, offset);
        } else {
            ScalarTruncation.sampleF64(words, tiles, truncation, out, offset);
        }
    }

    /** A tile at a time, because a virtual machine that has not compiled this takes long for every single store to a segment. */
    static void put(float[] samples, int tile, MemorySegment out, long offset) {
        MemorySegment.copy(samples, 0, out, F32, offset + (long) tile * Tile.WORDS * Float.BYTES, samples.length);
    }

    static void put(double[] samples, int tile, MemorySegment out, long offset) {
        MemorySegment.copy(samples, 0, out, F64, offset + (long) tile * DOUBLES_PER_TILE * Double.BYTES,
                samples.length);
    }

    /** Changes the sign where the top bit of {@code word} is set. */
    private static float flip(float value, int word) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ (word & Integer.MIN_VALUE));
    }

    private static double flip(double value, int word) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ ((long) word & Long.MIN_VALUE));
    }
}
