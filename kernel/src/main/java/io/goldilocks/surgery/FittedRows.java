// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Content;
import io.goldilocks.init.PackedValues;
import io.goldilocks.linalg.Covariance;
import io.goldilocks.linalg.MeanRow;
import io.goldilocks.linalg.MultivariateNormal;
import io.goldilocks.linalg.Parallel;
import java.util.BitSet;
import java.util.Optional;

/**
 * New rows that are like the old ones on the average: N(μ, 10⁻⁹·Σ) with μ and Σ those of the old rows, or μ itself where Σ is not
 * positive definite or no spread is wanted. One pass over the old rows; sums in f64, in their order.
 *
 * <p>Source: transformers 5.18, {@code modeling_utils.py}, {@code _init_added_embeddings_weights_with_mean}; Hewitt, <i>Initializing
 * new word embeddings for pretrained language models</i>, 2021. The library decides in f32 whether Σ is positive definite.
 *
 * @param old the old rows
 * @param excluded the rows that do not count
 * @param spread whether the new rows differ from each other
 * @param count how many new rows there are
 */
record FittedRows(Rows old, BitSet excluded, boolean spread, int count) implements Content.Computed {
    /** The square root of the 10⁻⁹ before Σ. */
    private static final double SCALE = Math.sqrt(1e-9);
    /** Old rows read at a time: the multiple of what is multiplied at a time. */
    private static final int BATCH = 256;

    /** Takes rows that are read. */
    @FunctionalInterface
    private interface Taker {
        void take(double[] rows, int count);
    }

    @Override
    public Content.Values compute(Samples samples, Parallel parallel, boolean doubles) {
        if (spread) {
            Covariance covariance = new Covariance(old.width());
            read((rows, taken) -> covariance.add(rows, taken, parallel));
            double[] mean = covariance.mean();
            Optional<MultivariateNormal> fitted = MultivariateNormal.of(covariance, parallel);
            return fitted.isPresent() ? sample(fitted.get(), samples, parallel, doubles) : repeat(mean);
        }
        MeanRow mean = new MeanRow(old.width());
        read(mean::add);
        return repeat(mean.value());
    }

    private void read(Taker taker) {
        int width = old.width();
        double[] rows = new double[BATCH * width];
        int held = 0;
        for (long row = 0; row < old.count(); row++) {
            if (!excluded.get((int) row)) {
                old.readFinite(row, rows, held * width);
                held++;
            }
            if (held == BATCH || row == old.count() - 1) {
                taker.take(rows, held);
                held = 0;
            }
        }
    }

    private Content.Values sample(MultivariateNormal fitted, Samples samples, Parallel parallel, boolean doubles) {
        int width = old.width();
        PackedValues values = new PackedValues((long) count * width, doubles);
        try {
            fitted.sample(SCALE, count, (row, out) -> Gaussians.draw(samples, doubles, (long) row * width, width, out),
                    (row, elements) -> values.write((long) row * width, elements), parallel);
            return values;
        } catch (Throwable e) {
            values.close();
            throw e;
        }
    }

    private static Content.Values repeat(double[] mean) {
        return (first, wanted, out) -> {
            for (int i = 0; i < wanted; i++) {
                out[i] = mean[(int) ((first + i) % mean.length)];
            }
        };
    }

    /** A mean is no greater than what it is made of, and the spread around it is small. */
    @Override
    public double greatest() {
        return Float.MAX_VALUE;
    }

    @Override
    public String toString() {
        return spread ? "N(μ, 1e-9·Σ) of old rows" : "mean of old rows";
    }
}
