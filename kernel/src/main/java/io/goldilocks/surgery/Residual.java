// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import static java.util.Objects.requireNonNull;

import io.goldilocks.init.Content;
import io.goldilocks.linalg.LeadingQr;
import io.goldilocks.linalg.LowRankResidual;
import io.goldilocks.linalg.Parallel;
import io.goldilocks.linalg.TruncatedSvd;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a weight W without the adapter that begins as part of it: W − s·B·A, with A and B rounded to f32, calculated in
 * f64 and rounded once. So base and adapter together are W up to that one rounding: to half a unit in the last place of what is left.
 *
 * <p>The factors depend on the weight, the options and, for PiSSA, on Gaussians of the weight's own stream, in a draw that no
 * initialiser uses. They are calculated once.
 */
final class Residual implements Content.Computed {
    /** The draw of the weight's stream that is used: the weight itself may have been made of others. */
    private static final int DRAW = 128;

    private final LoraTarget target;
    private final StoredMatrix weight;
    private final LoraOptions options;
    private @Nullable Factors made;

    /** Takes a weight, to be read as [out, in]. */
    Residual(LoraTarget target, StoredMatrix weight, LoraOptions options) {
        this.target = target;
        this.weight = weight;
        this.options = options;
    }

    @Override
    public Content.Values compute(Samples samples, Parallel parallel, boolean doubles) {
        Factors factors = factors(samples, parallel);
        double[][] a = scaled(factors.a(), 1);
        double[][] b = scaled(factors.b(), options.scale());
        // As it is stored: [out, in], or [in, out], where the factors change places.
        LowRankResidual left = target.isTransposed()
                ? new LowRankResidual(weight.stored(), a, b)
                : new LowRankResidual(weight, b, a);
        return (first, count, out) -> read(left, first, count, out);
    }

    /** The factors, after {@link #compute} has been called. */
    synchronized Factors factors() {
        return requireNonNull(made);
    }

    @Override
    public double greatest() {
        return Float.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "what " + options.init() + " leaves at rank " + options.rank();
    }

    private synchronized Factors factors(Samples samples, Parallel parallel) {
        if (made == null) {
            Factors factors = options.init() == LoraInit.PISSA ? pissa(samples, parallel) : olora(parallel);
            if (!factors.isFinite()) {
                throw new IllegalArgumentException("tensor '" + weight.spec().name() + "' has an element that is not"
                        + " finite, or too great: expected a weight that can be decomposed");
            }
            made = factors;
        }
        return made;
    }

    private Factors pissa(Samples samples, Parallel parallel) {
        int rank = options.rank();
        double[][] sketch = gaussians(samples, TruncatedSvd.sketchWidth(weight, rank), weight.columns());
        TruncatedSvd svd = TruncatedSvd.of(weight, rank, sketch, parallel);
        for (int l = 0; l < rank; l++) {
            double root = Math.sqrt(svd.values()[l] / options.scale());
            scale(svd.left()[l], root);
            scale(svd.right()[l], root);
        }
        return new Factors(svd.right(), svd.left());
    }

    private Factors olora(Parallel parallel) {
        LeadingQr qr = LeadingQr.of(weight, options.rank(), parallel);
        return new Factors(qr.r(), qr.q());
    }

    private static double[][] gaussians(Samples samples, int count, int length) {
        double[][] drawn = new double[count][length];
        for (int l = 0; l < count; l++) {
            Gaussians.draw(samples, DRAW, true, (long) l * length, length, drawn[l]);
        }
        return drawn;
    }

    private static double[][] scaled(float[][] values, double factor) {
        double[][] scaled = new double[values.length][];
        for (int l = 0; l < values.length; l++) {
            scaled[l] = new double[values[l].length];
            for (int i = 0; i < values[l].length; i++) {
                scaled[l][i] = factor * values[l][i];
            }
        }
        return scaled;
    }

    private static void scale(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    private static void read(LowRankResidual matrix, long first, int count, double[] out) {
        int columns = matrix.columns();
        double[][] part = new double[1][Math.min(count, columns)];
        for (int done = 0; done < count;) {
            int row = (int) ((first + done) / columns);
            int column = (int) ((first + done) % columns);
            int length = Math.min(count - done, columns - column);
            matrix.read(row, 1, column, length, part);
            System.arraycopy(part[0], 0, out, done, length);
            done += length;
        }
    }
}
