// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import io.goldilocks.rng.Tile;

/** One sample, or one Box–Muller pair, at a time: the specification that {@link VectorSamples} equals bit for bit. */
public final class ScalarSamples implements Samples {
    /** Makes the scalar twin. */
    public ScalarSamples() {}

    @Override
    public void uniform(int[] words, int tiles, float low, float span, float[] out) {
        float step = span * 0x1p-24f;
        for (int i = 0; i < tiles * Tile.WORDS; i++) {
            out[i] = Math.fma((float) (words[i] >>> 8), step, low);
        }
    }

    @Override
    public void normal(int[] words, int tiles, float mean, float std, float[] out) {
        for (int row = 0; row < tiles * Tile.WORDS; row += 2 * Tile.BLOCKS) {
            for (int i = row; i < row + Tile.BLOCKS; i++) {
                int angle = words[i + Tile.BLOCKS];
                float u = Math.fma((float) (words[i] >>> 1), 0x1p-31f, 0x1p-32f);
                float radius = (float) Math.sqrt(FloatMath.negLog(u)) * std;
                float t = (angle << 2) * 0x1p-31f;
                float z = t * t;
                float tilt = t * FloatMath.sinOverT(z);
                float cos = FloatMath.cos(z);
                out[i] = Math.fma(radius, flip(cos - tilt, angle), mean);
                out[i + Tile.BLOCKS] = Math.fma(radius, flip(cos + tilt, angle << 1), mean);
            }
        }
    }

    @Override
    public void truncatedNormal(int[] words, int tiles, Truncation truncation, float[] out) {
        ScalarTruncation.sample(words, tiles, truncation, out);
    }

    @Override
    public void uniform(int[] words, int tiles, double low, double span, double[] out) {
        double step = span * 0x1p-53;
        for (int i = 0; i < tiles * DOUBLES_PER_TILE; i++) {
            int high = words[i / Tile.BLOCKS * 2 * Tile.BLOCKS + i % Tile.BLOCKS];
            int lower = words[(i / Tile.BLOCKS * 2 + 1) * Tile.BLOCKS + i % Tile.BLOCKS];
            out[i] = Math.fma(Math.fma((double) (high >>> 5), 0x1p26, (double) (lower >>> 6)), step, low);
        }
    }

    @Override
    public void normal(int[] words, int tiles, double mean, double std, double[] out) {
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
                int i = tile * DOUBLES_PER_TILE + column;
                out[i] = Math.fma(radius, flip(cos - tilt, angle), mean);
                out[i + Tile.BLOCKS] = Math.fma(radius, flip(cos + tilt, angle << 1), mean);
            }
        }
    }

    @Override
    public void truncatedNormal(int[] words, int tiles, Truncation truncation, double[] out) {
        ScalarTruncation.sample(words, tiles, truncation, out);
    }

    /** Changes the sign where the top bit of {@code word} is set. */
    private static float flip(float value, int word) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ (word & Integer.MIN_VALUE));
    }

    private static double flip(double value, int word) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ ((long) word & Long.MIN_VALUE));
    }
}
