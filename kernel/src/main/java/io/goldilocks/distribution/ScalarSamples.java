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
        float lowStep = (float) truncation.lowStep();
        float lowBase = (float) (truncation.lowBase() + truncation.lowStep() / 2);
        float highStep = (float) truncation.highStep();
        float highBase = (float) (truncation.highBase() + truncation.highStep() / 2);
        float step = (float) truncation.step();
        float centre = (float) (truncation.centre() + truncation.step() / 2);
        float twiceP = (float) truncation.twiceP();
        float shift = (float) truncation.minusLogTwiceP();
        float[] numerator = FloatQuantile.numerator(truncation.isFar());
        float[] denominator = FloatQuantile.denominator(truncation.isFar());
        float low = truncation.normal().lowFloat();
        float high = truncation.normal().highFloat();
        for (int i = 0; i < tiles * Tile.WORDS; i++) {
            int s = words[i];
            int t = (s ^ ~(s >> 31)) & Integer.MAX_VALUE;
            float v = Math.fma((float) t, s < 0 ? lowStep : highStep, s < 0 ? lowBase : highBase);
            float w = FloatMath.negLog(v * Math.fma(v, -twiceP, 2)) + shift;
            float y = Math.fma((float) s, step, centre);
            float z = y * (FloatQuantile.horner(w, numerator) / FloatQuantile.horner(w, denominator));
            float value = Math.fma(z, (float) truncation.scale(), (float) truncation.normal().mean());
            value = value < low ? low : value;
            out[i] = value > high ? high : value;
        }
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
        double lowBase = truncation.lowBase() + truncation.lowStep() * 0x1p-32;
        double highBase = truncation.highBase() + truncation.highStep() * 0x1p-32;
        double centre = truncation.centre() + truncation.step() * 0x1p-32;
        double[] numerator = DoubleQuantile.numerator(truncation.isFar());
        double[] denominator = DoubleQuantile.denominator(truncation.isFar());
        for (int i = 0; i < tiles * DOUBLES_PER_TILE; i++) {
            int s = words[i / Tile.BLOCKS * 2 * Tile.BLOCKS + i % Tile.BLOCKS];
            int lower = words[(i / Tile.BLOCKS * 2 + 1) * Tile.BLOCKS + i % Tile.BLOCKS];
            double t = Math.fma((double) ((lower ^ ~(s >> 31)) >>> 1), 0x1p-31, (s ^ ~(s >> 31)) & Integer.MAX_VALUE);
            double v = Math.fma(t, s < 0 ? truncation.lowStep() : truncation.highStep(), s < 0 ? lowBase : highBase);
            double w = DoubleMath.negLog(v * Math.fma(v, -truncation.twiceP(), 2)) + truncation.minusLogTwiceP();
            double rank = Math.fma((double) (lower >>> 1), 0x1p-31, (double) s);
            double y = Math.fma(rank, truncation.step(), centre);
            double z = y * (DoubleQuantile.horner(w, numerator) / DoubleQuantile.horner(w, denominator));
            double value = Math.fma(z, truncation.scale(), truncation.normal().mean());
            value = value < truncation.normal().low() ? truncation.normal().low() : value;
            out[i] = value > truncation.normal().high() ? truncation.normal().high() : value;
        }
    }

    /** Changes the sign where the top bit of {@code word} is set. */
    private static float flip(float value, int word) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ (word & Integer.MIN_VALUE));
    }

    private static double flip(double value, int word) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ ((long) word & Long.MIN_VALUE));
    }
}
