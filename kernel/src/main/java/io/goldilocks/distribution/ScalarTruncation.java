// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import io.goldilocks.rng.Tile;
import java.lang.foreign.MemorySegment;

/** One truncated normal at a time: the specification that {@link VectorTruncation} equals bit for bit. */
final class ScalarTruncation {
    private ScalarTruncation() {}

    static void sampleF32(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        if (truncation.range() == QuantileRange.CENTRAL) {
            central(words, tiles, truncation, out, offset);
        } else {
            folded(words, tiles, truncation, out, offset);
        }
    }

    /** Where 1 − y² keeps enough of its digits, y alone does. */
    private static void central(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        float step = (float) truncation.step();
        float centre = (float) (truncation.centre() + truncation.step() / 2);
        float scale = (float) truncation.scale();
        float mean = (float) truncation.normal().mean();
        float low = truncation.normal().lowFloat();
        float high = truncation.normal().highFloat();
        float[] numerator = FloatQuantile.numerator(QuantileRange.CENTRAL);
        float[] denominator = FloatQuantile.denominator(QuantileRange.CENTRAL);
        float[] samples = new float[Tile.WORDS];
        for (int tile = 0; tile < tiles; tile++) {
            for (int i = 0; i < samples.length; i++) {
                float y = Math.fma((float) words[tile * Tile.WORDS + i], step, centre);
                float x = Math.fma(-y, y, 1);
                float z = y * (FloatQuantile.horner(x, numerator) / FloatQuantile.horner(x, denominator));
                float value = Math.fma(z, scale, mean);
                value = value < low ? low : value;
                samples[i] = value > high ? high : value;
            }
            ScalarSamples.put(samples, tile, out, offset);
        }
    }

    /** Each half of the words counts from its own end. */
    private static void folded(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
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
        float[] samples = new float[Tile.WORDS];
        for (int tile = 0; tile < tiles; tile++) {
            for (int i = 0; i < samples.length; i++) {
                int s = words[tile * Tile.WORDS + i];
                int t = (s ^ ~(s >> 31)) & Integer.MAX_VALUE;
                float v = Math.fma((float) t, s < 0 ? lowStep : highStep, s < 0 ? lowBase : highBase);
                float w = FloatMath.negLog(v * Math.fma(v, -twiceP, 2)) + shift;
                float y = Math.fma((float) s, step, centre);
                float z = y * (FloatQuantile.horner(w, numerator) / FloatQuantile.horner(w, denominator));
                float value = Math.fma(z, (float) truncation.scale(), (float) truncation.normal().mean());
                value = value < low ? low : value;
                samples[i] = value > high ? high : value;
            }
            ScalarSamples.put(samples, tile, out, offset);
        }
    }

    static void sampleF64(int[] words, int tiles, Truncation truncation, MemorySegment out, long offset) {
        double lowBase = truncation.lowBase() + truncation.lowStep() * 0x1p-32;
        double highBase = truncation.highBase() + truncation.highStep() * 0x1p-32;
        double centre = truncation.centre() + truncation.step() * 0x1p-32;
        double[] numerator = DoubleQuantile.numerator(truncation.range());
        double[] denominator = DoubleQuantile.denominator(truncation.range());
        double[] samples = new double[Samples.DOUBLES_PER_TILE];
        for (int tile = 0; tile < tiles; tile++) {
            for (int i = 0; i < samples.length; i++) {
                int word = tile * Tile.WORDS + i + i / Tile.BLOCKS * Tile.BLOCKS;
                int s = words[word];
                int lower = words[word + Tile.BLOCKS];
                double t = Math.fma((double) ((lower ^ ~(s >> 31)) >>> 1), 0x1p-31,
                        (s ^ ~(s >> 31)) & Integer.MAX_VALUE);
                double v = Math.fma(t, s < 0 ? truncation.lowStep() : truncation.highStep(),
                        s < 0 ? lowBase : highBase);
                double w = DoubleMath.negLog(v * Math.fma(v, -truncation.twiceP(), 2)) + truncation.minusLogTwiceP();
                double rank = Math.fma((double) (lower >>> 1), 0x1p-31, (double) s);
                double y = Math.fma(rank, truncation.step(), centre);
                double z = y * (DoubleQuantile.horner(w, numerator) / DoubleQuantile.horner(w, denominator));
                double value = Math.fma(z, truncation.scale(), truncation.normal().mean());
                value = value < truncation.normal().low() ? truncation.normal().low() : value;
                samples[i] = value > truncation.normal().high() ? truncation.normal().high() : value;
            }
            ScalarSamples.put(samples, tile, out, offset);
        }
    }
}
