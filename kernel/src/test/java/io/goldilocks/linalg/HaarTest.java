// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That the matrices are spread by the Haar measure. Seeds are fixed; each assertion on a p-value would fail once in a million
 * sound generators, each on a mean once in 1.7 million (5 standard errors).
 */
class HaarTest {
    private static final double ALPHA = 1e-6;
    private static final double SIGMAS = 5;

    private static double[][] matrix(long seed, int count, int length) {
        return Gaussians.orthonormal(new Floats(new VectorProduct()), Gaussians.rows(seed, count, length), 1,
                Parallel.NONE);
    }

    /**
     * Eigenvalue angles in (0, π). They repel each other and depend on the determinant: over the matrices of odd size n and
     * determinant ±1 their density is n − 1 ∓ sin((n − 1)θ)/sin θ over 2π, so over both halves of O(n) it is even, as of U(n).
     * One angle of each matrix, chosen at random, makes independent samples. Without the signs D it would not be even.
     */
    @ParameterizedTest
    @CsvSource({"3, 20000", "5, 10000", "9, 5000", "65, 300"})
    void eigenvalueAnglesAreEven(int size, int matrices) {
        SplittableRandom random = new SplittableRandom(size);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, false);
        double[] angles = new double[matrices];
        for (int m = 0; m < matrices; m++) {
            double[][] q = matrix(random.nextLong(), size, size);
            DMatrixRMaj copy = new DMatrixRMaj(size, size);
            for (int i = 0; i < size * size; i++) {
                copy.set(i, q[i / size][i % size]);
            }
            assertTrue(eigen.decompose(copy), "eigenvalues of matrix " + m);
            angles[m] = angle(eigen, random.nextInt(size / 2));
        }
        requireSpread(angles, angle -> Math.clamp(angle / Math.PI, 0, 1));
    }

    /** The angle of one of the pairs of complex eigenvalues; the eigenvalue that has no partner is 1 or −1. */
    private static double angle(EigenDecomposition_F64<DMatrixRMaj> eigen, int pair) {
        int left = pair;
        for (int i = 0; i < eigen.getNumberOfEigenvalues(); i++) {
            Complex_F64 value = eigen.getEigenvalue(i);
            assertEquals(1, value.getMagnitude(), 1e-5);
            if (value.imaginary > 0 && left-- == 0) {
                return Math.atan2(value.imaginary, value.real);
            }
        }
        throw new AssertionError("fewer than " + (pair + 1) + " pairs of eigenvalues");
    }

    /** An element of a row of length m is that of a random unit vector: its square is Beta(½, (m − 1)/2), its sign even. */
    @ParameterizedTest
    @CsvSource({"2, 2", "3, 7", "10, 10", "66, 70"})
    void elementsAreThoseOfUnitVectors(int count, int length) {
        int matrices = 4000;
        SplittableRandom random = new SplittableRandom(count);
        double[][] seen = new double[4][matrices];
        for (int m = 0; m < matrices; m++) {
            double[][] q = matrix(random.nextLong(), count, length);
            seen[0][m] = q[0][0];
            seen[1][m] = q[count - 1][length - 1];
            seen[2][m] = q[count - 1][0];
            seen[3][m] = q[random.nextInt(count)][random.nextInt(length)];
        }
        BetaDistribution square = BetaDistribution.of(0.5, (length - 1) / 2.0);
        for (double[] elements : seen) {
            requireSpread(elements, x -> (1 + Math.copySign(square.cumulativeProbability(x * x), x)) / 2);
        }
    }

    /** The traces of the powers have the means and variances of Diaconis and Shahshahani: 0 and 1, 1 and 2, 0 and 3. */
    @Test
    void tracesOfPowersAreThoseOfTheGroup() {
        int size = 12;
        int matrices = 10_000;
        double[] sums = new double[4];
        double[] squares = new double[4];
        for (int m = 0; m < matrices; m++) {
            double[][] q = matrix(m, size, size);
            double[][] power = new double[size][size];
            for (int i = 0; i < size; i++) {
                power[i][i] = 1;
            }
            for (int k = 1; k <= 3; k++) {
                power = times(power, q);
                double trace = 0;
                for (int i = 0; i < size; i++) {
                    trace += power[i][i];
                }
                double centred = trace - (k == 2 ? 1 : 0);
                sums[k] += centred / matrices;
                squares[k] += centred * centred / matrices;
            }
        }
        for (int k = 1; k <= 3; k++) {
            assertEquals(0, sums[k], SIGMAS * Math.sqrt((double) k / matrices), "mean of the trace of power " + k);
            assertEquals(k, squares[k], SIGMAS * k * Math.sqrt(2.0 / matrices), "variance of the trace of power " + k);
        }
    }

    private static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                for (int k = 0; k < a.length; k++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    private static void requireSpread(double[] values, DoubleUnaryOperator cdf) {
        double p = KolmogorovSmirnovTest.withDefaults().test(values, cdf).getPValue();
        assertTrue(p > ALPHA, "Kolmogorov–Smirnov: p = " + p);
    }
}
