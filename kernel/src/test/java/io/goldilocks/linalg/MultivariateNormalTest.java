// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mean, covariance, its Cholesky factor and samples, against the textbook's loops. */
class MultivariateNormalTest {
    /** Widths around those of tiles, strips, panels and blocks. */
    private static final int[] WIDTHS = {1, 2, 5, 6, 7, 15, 16, 17, 47, 48, 49, 63, 64, 65, 100, 128, 150};

    /** Rows of correlated columns of very different spread and offset. */
    private static double[] rows(long seed, int count, int width) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[count * width];
        for (int row = 0; row < count; row++) {
            double shared = random.nextGaussian();
            for (int i = 0; i < width; i++) {
                rows[row * width + i] = (float) (i % 3 + (1 + i % 5) * (random.nextGaussian() + 0.5 * shared));
            }
        }
        return rows;
    }

    /** The specification of {@link Covariance}: the lower half. */
    private static double[][] covariance(double[] rows, int count, int width) {
        double[][] covariance = new double[width][width];
        double[] sums = new double[width];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < width; i++) {
                double x = rows[row * width + i] - rows[i];
                sums[i] += x;
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] = Math.fma(x, rows[row * width + j] - rows[j], covariance[i][j]);
                }
            }
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] = covariance[i][j] / count - sums[i] / count * (sums[j] / count);
            }
        }
        return covariance;
    }

    /** The specification of {@link Cholesky}. */
    private static double[][] factor(double[][] a) {
        int size = a.length;
        double[][] l = new double[size][size];
        for (int j = 0; j < size; j++) {
            for (int i = j; i < size; i++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum = Math.fma(-l[i][k], l[j][k], sum);
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    private static double[][] lower(double[][] matrix, int size) {
        double[][] lower = new double[size][size];
        for (int i = 0; i < size; i++) {
            System.arraycopy(matrix[i], 0, lower[i], 0, i + 1);
        }
        return lower;
    }

    private static Covariance of(Product product, double[] rows, int count, int width, int batch, Parallel parallel) {
        Covariance covariance = new Covariance(width, product);
        for (int first = 0; first < count; first += batch) {
            int added = Math.min(batch, count - first);
            covariance.add(Arrays.copyOfRange(rows, first * width, (first + added) * width), added, parallel);
        }
        return covariance;
    }

    @Test
    void covarianceAndFactorAreThoseOfTheTextbookToTheBit() {
        for (int width : WIDTHS) {
            int count = 2 * width + 300;
            double[] rows = rows(width, count, width);
            double[][] expected = covariance(rows, count, width);
            for (Product product : List.of(new ScalarProduct(), new VectorProduct())) {
                double[][] found = of(product, rows, count, width, 1000, Parallel.NONE).finish();
                assertArrayEquals(expected, lower(found, width), "covariance " + width);
                assertTrue(Cholesky.factor(product, found, width, Parallel.NONE));
                double[][] factor = Arrays.stream(found).limit(width).map(row -> Arrays.copyOf(row, width))
                        .toArray(double[][]::new);
                assertArrayEquals(factor(expected), factor, "factor " + width);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 256, 257})
    void bitsDoNotDependOnBatchesAndThreads(int batch) {
        int width = 130;
        int count = 700;
        double[] rows = rows(3, count, width);
        double[][] expected = samples(of(new VectorProduct(), rows, count, width, count, Parallel.NONE), Parallel.NONE);
        assertArrayEquals(expected,
                samples(of(new VectorProduct(), rows, count, width, batch, Threads::backwards), Threads::backwards));
    }

    private static double[][] samples(Covariance covariance, Parallel parallel) {
        double[][] taken = new double[150][];
        MultivariateNormal.of(covariance, parallel).orElseThrow().sample(0.25, taken.length,
                (sample, out) -> System.arraycopy(rows(1000 + sample, 1, out.length), 0, out, 0, out.length),
                (sample, row) -> taken[sample] = row.clone(), parallel);
        return taken;
    }

    @Test
    void samplesAreTheMeanAndTheFactorTimesGaussians() {
        int width = 37;
        int count = 200;
        double[] rows = rows(5, count, width);
        Covariance covariance = of(new VectorProduct(), rows, count, width, 64, Parallel.NONE);
        double[] mean = covariance.mean();
        double[][] factor = factor(covariance(rows, count, width));
        double[][] samples = samples(covariance, Parallel.NONE);
        for (int sample = 0; sample < samples.length; sample++) {
            double[] gaussians = rows(1000 + sample, 1, width);
            for (int j = 0; j < width; j++) {
                double sum = 0;
                for (int k = 0; k <= j; k++) {
                    sum = Math.fma(factor[j][k], gaussians[k], sum);
                }
                assertEquals(Math.fma(0.25, sum, mean[j]), samples[sample][j]);
            }
        }
    }

    /** The mean in twice the precision, by another order of summing. */
    @Test
    void meanIsRightWhereAllRowsAreFarFromZero() {
        int width = 3;
        double[] rows = rows(8, 1000, width);
        for (int i = 0; i < rows.length; i++) {
            rows[i] += 0x1p40;
        }
        double[][] covariance = of(new VectorProduct(), rows, 1000, width, 10, Parallel.NONE).finish();
        double[] mean = of(new VectorProduct(), rows, 1000, width, 10, Parallel.NONE).mean();
        for (int i = 0; i < width; i++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int row = 0; row < 1000; row++) {
                sum = sum.add(new BigDecimal(rows[row * width + i]));
            }
            double exact = sum.divide(BigDecimal.valueOf(1000)).doubleValue();
            assertEquals(exact, mean[i], Math.ulp(exact));
            double squares = 0;
            for (int row = 0; row < 1000; row++) {
                double distance = rows[row * width + i] - exact;
                squares += distance * distance;
            }
            assertEquals(squares / 1000, covariance[i][i], 1e-6 * squares / 1000);
        }
    }

    @Test
    void whatIsNotPositiveDefiniteHasNoDistribution() {
        int width = 40;
        assertEquals(Optional.empty(), fitted(rows(1, width, width), width, width), "as many rows as columns");
        assertTrue(fitted(rows(1, 4 * width, width), 4 * width, width).isPresent());
        double[] twice = rows(1, 4 * width, width);
        for (int row = 0; row < 4 * width; row++) {
            twice[row * width + 30] = twice[row * width + 2];
        }
        assertEquals(Optional.empty(), fitted(twice, 4 * width, width), "two columns alike");
        double[] constant = rows(1, 4 * width, width);
        for (int row = 0; row < 4 * width; row++) {
            constant[row * width + 5] = 1;
        }
        assertEquals(Optional.empty(), fitted(constant, 4 * width, width), "a column without spread");
    }

    private static Optional<MultivariateNormal> fitted(double[] rows, int count, int width) {
        return MultivariateNormal.of(of(new VectorProduct(), rows, count, width, 50, Parallel.NONE), Parallel.NONE);
    }

    @Test
    void widthsAreBounded() {
        assertThrows(IllegalArgumentException.class, () -> new Covariance(0));
        assertThrows(IllegalArgumentException.class, () -> new Covariance(Covariance.MAX_WIDTH + 1));
    }
}
