// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Optional;

/**
 * The normal distribution with the mean μ and a multiple of the covariance Σ of given rows: its samples are μ + c·L·z, with
 * L·Lᵀ = Σ and z standard Gaussians.
 *
 * <p>The bits of a sample depend on the rows, on z and c: element j is fma(c, s, μ_j) with s the chain of fma over l_jk·z_k for
 * k = 0 to j, from 0 on. Needs 8·width² bytes. Immutable once made; safe for any thread.
 */
public final class MultivariateNormal {
    /** Samples that a task makes: they and one tile of L stay in the second-level cache. */
    private static final int GROUP = 4 * Product.DOUBLES;

    /** Gives standard Gaussians. Called by many threads at once. */
    @FunctionalInterface
    public interface Gaussians {
        /**
         * Draws for one sample.
         *
         * @param sample the index of the sample
         * @param out receives one Gaussian for each of its elements, from index 0 on
         */
        void draw(int sample, double[] out);
    }

    /** Takes the samples as they are made. Called by many threads at once. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes one sample.
         *
         * @param sample the index of the sample
         * @param row its elements; valid during the call only
         */
        void take(int sample, double[] row);
    }

    private final Product product;
    private final double[] mean;
    private final double[][] factor;

    private MultivariateNormal(Product product, double[] mean, double[][] factor) {
        this.product = product;
        this.mean = mean;
        this.factor = factor;
    }

    /**
     * Fits the distribution.
     *
     * @param covariance of which rows; used up
     * @param parallel runs the parts of the work
     * @return the distribution; nothing if the covariance is not positive definite, as it is not when there are no more rows than
     *     they are long
     */
    public static Optional<MultivariateNormal> of(Covariance covariance, Parallel parallel) {
        if (covariance.isSingular()) {
            return Optional.empty();
        }
        double[] mean = covariance.mean();
        double[][] matrix = covariance.finish();
        return Cholesky.factor(covariance.product(), matrix, covariance.width(), parallel)
                ? Optional.of(new MultivariateNormal(covariance.product(), mean, matrix))
                : Optional.empty();
    }

    /**
     * Makes samples.
     *
     * @param scale c
     * @param count how many
     * @param gaussians gives z: writes the standard Gaussians of one sample from index 0 on
     * @param taker takes the samples
     * @param parallel runs the parts of the work
     */
    public void sample(double scale, int count, Gaussians gaussians, Taker taker, Parallel parallel) {
        parallel.run(Math.ceilDiv(count, GROUP), group -> {
            int first = group * GROUP;
            sample(scale, first, Math.min(count, first + GROUP), gaussians, taker);
        });
    }

    private void sample(double scale, int first, int end, Gaussians gaussians, Taker taker) {
        int width = mean.length;
        double[] packed = new double[width * GROUP];
        double[] row = new double[width];
        for (int sample = first; sample < end; sample++) {
            gaussians.draw(sample, row);
            int strip = (sample - first) / Product.DOUBLES;
            int lane = (sample - first) % Product.DOUBLES;
            for (int k = 0; k < width; k++) {
                packed[(strip * width + k) * Product.DOUBLES + lane] = row[k];
            }
        }
        double[][] products = new double[width + Product.ROWS - 1][GROUP];
        for (int j = 0; j < width; j += Product.ROWS) {
            int depth = Math.min(width, j + Product.ROWS);
            for (int strip = 0; strip < GROUP; strip += Product.DOUBLES) {
                product.add(factor, 0, depth, packed, strip * width, products, strip, j);
            }
        }
        for (int sample = first; sample < end; sample++) {
            for (int j = 0; j < width; j++) {
                row[j] = Math.fma(scale, products[j][sample - first], mean[j]);
            }
            taker.take(sample, row);
        }
    }
}
