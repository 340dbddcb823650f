// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import io.goldilocks.rng.Tile;

/** One truncated normal at a time: the specification that {@link VectorTruncation} equals bit for bit. */
final class ScalarTruncation {
    private ScalarTruncation() {}

    static void sample(int[] words, int tiles, Truncation truncation, float[] out) {
        if (truncation.range() == QuantileRange.CENTRAL) {
            central(words, tiles, truncation, out);
        } else {
            folded(words, tiles, truncation, out);
        }
    }

    /** Where 1 − y² keeps enough of its digits, y alone does. */
    private static void central(int[] words, int tiles, Truncation truncation, float[] out) {
        float step = (float) truncation.step();
        float centre = (float) (truncation.centre() + truncation.step() / 2);
        float scale = (float) truncation.scale();
        float mean = (float) truncation.normal().mean();
        float low = truncation.normal().lowFloat();
        float high = truncation.normal().highFloat();
        float[] numerator = FloatQuantile.numerator(QuantileRange.CENTRAL);
        float[] denominator = FloatQuantile.denominator(QuantileRange.CENTRAL);
        for (int i = 0; i < tiles * Tile.WORDS; i++) {
            float y = Math.fma((float) words[i], step, centre);
            float x = Math.fma(-y, y, 1);
            float z = y * (FloatQuantile.horner(x, numerator) / FloatQuantile.horner(x, denominator));
            float value = Math.fma(z, scale, mean);
            value = value < low ? low : value;
            out[i] = value > high ? high : value;
        }
    }

    /** Each half of the words counts from its own end. */
    private static void folded(int[] words, int tiles, Truncation truncation, float[] out) {
        float lowStep = (float) truncation.lowStep();
        float lowBase = (float) (truncation.lowBase() + truncation.lowStep() / 2);
        float highStep = (float) truncation.highStep();
        float highBase = (float) (truncation.highBase() + truncation.highStep() / 2);
        float step = (float) truncation.step();
        float centre = (float) (truncation.centre() + truncation.step() / 2);
        float twiceP = (float) truncation.twiceP();
        float shift = (float) truncation.minusLogTwiceP();
        float[] numerator = FloatQuantile.numerator(truncation.range());
        float[] denominator = FloatQuantile.denominator(truncation.range());
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

    static void sample(int[] words, int tiles, Truncation truncation, double[] out) {
        double lowBase = truncation.lowBase() + truncation.lowStep() * 0x1p-32;
        double highBase = truncation.highBase() + truncation.highStep() * 0x1p-32;
        double centre = truncation.centre() + truncation.step() * 0x1p-32;
        double[] numerator = DoubleQuantile.numerator(truncation.range());
        double[] denominator = DoubleQuantile.denominator(truncation.range());
        for (int i = 0; i < tiles * Samples.DOUBLES_PER_TILE; i++) {
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
}
