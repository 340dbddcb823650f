// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.distribution.Normal;
import io.goldilocks.init.Content;
import io.goldilocks.linalg.Parallel;

/**
 * A dense matrix as an expert's: with noise, and some channels drawn anew with the mean and standard deviation of what they held.
 *
 * @param old the dense matrix
 * @param noise the standard deviation of the noise
 * @param channels those that are drawn anew
 * @param axis the axis of the channels, 0 or 1
 */
record PerturbedExpert(Rows old, double noise, Channels channels, int axis) implements Content.Computed {
    private static final Normal STANDARD = new Normal(0, 1);

    @Override
    public Content.Values compute(Samples samples, Parallel parallel, boolean doubles) {
        Normal fresh = fresh();
        return (first, count, out) -> {
            Gaussians.draw(samples, doubles, first, count, out);
            for (int i = 0; i < count; i++) {
                out[i] = isChosen(first + i)
                        ? Math.fma(fresh.std(), out[i], fresh.mean())
                        : Math.fma(noise, out[i], old.at(first + i));
            }
        };
    }

    /** What the chosen channels are drawn from: two passes over them in C order, in f64. */
    private Normal fresh() {
        long elements = old.count() * old.width();
        long chosen = 0;
        double sum = 0;
        for (long i = 0; i < elements; i++) {
            if (isChosen(i)) {
                sum += old.at(i);
                chosen++;
            }
        }
        if (chosen == 0) {
            return STANDARD;
        }
        double mean = sum / chosen;
        double squares = 0;
        for (long i = 0; i < elements; i++) {
            if (isChosen(i)) {
                double distance = old.at(i) - mean;
                squares += distance * distance;
            }
        }
        if (!Double.isFinite(squares)) {
            throw new IllegalArgumentException(
                    "tensor '" + old.tensor() + "' holds values that are not finite, of which no"
                            + " spread can be taken: leave out the fraction that is drawn anew");
        }
        return new Normal(mean, Math.sqrt(squares / chosen));
    }

    private boolean isChosen(long index) {
        return channels.chosen().get((int) (axis == 0 ? index / old.width() : index % old.width()));
    }

    /** A few standard deviations beyond finite weights. */
    @Override
    public double greatest() {
        return Float.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "dense weights with noise and fresh channels";
    }
}
