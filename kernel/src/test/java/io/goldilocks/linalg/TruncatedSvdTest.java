// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against EJML's exact decomposition. */
class TruncatedSvdTest {
    private static TruncatedSvd decompose(Matrix matrix, int rank, Parallel parallel) {
        double[][] gaussians = Gaussians.rows(99, TruncatedSvd.sketchWidth(matrix, rank), matrix.columns());
        return TruncatedSvd.of(matrix, rank, gaussians, parallel);
    }

    private static Matrix residual(Matrix matrix, TruncatedSvd svd) {
        double[][] left = new double[svd.values().length][];
        for (int j = 0; j < left.length; j++) {
            double value = svd.values()[j];
            left[j] = Arrays.stream(svd.left()[j]).map(x -> x * value).toArray();
        }
        return new LowRankResidual(matrix, left, svd.right());
    }

    /** The stated error, on both kinds of spectrum, tall and wide, at odd sizes. */
    @ParameterizedTest
    @CsvSource({"300, 200, 16", "200, 300, 16", "129, 65, 1", "64, 257, 33", "400, 400, 8"})
    void errorIsCloseToTheLeastThereIs(int rows, int columns, int rank) {
        for (Matrix matrix : new Matrix[]{Matrices.decaying(5, rows, columns, 0.9),
            Matrices.gaussian(6, rows, columns)}) {
            double[] exact = Matrices.singularValues(matrix);
            TruncatedSvd svd = decompose(matrix, rank, Parallel.NONE);
            double error = Matrices.norm(residual(matrix, svd));
            assertTrue(error <= 1.02 * exact[rank], error + " > 1.02 * " + exact[rank]);
            for (int j = 0; j < rank; j++) {
                assertTrue(svd.values()[j] <= exact[j] * (1 + 1e-12), "value " + j + " is too great");
                assertTrue(svd.values()[j] >= 0.98 * exact[j], svd.values()[j] + " < 0.98 * " + exact[j]);
            }
            assertEquals(0, Matrices.orthogonalityError(svd.left()), 1e-13);
            assertEquals(0, Matrices.orthogonalityError(svd.right()), 1e-13);
        }
    }

    /** Values that fall by a tenth from each to the next are found as an exact method finds them. */
    @Test
    void decayingValuesAreExact() {
        Matrix matrix = Matrices.decaying(7, 250, 180, 0.9);
        double[] exact = Matrices.singularValues(matrix);
        double[] values = decompose(matrix, 12, Parallel.NONE).values();
        for (int j = 0; j < values.length; j++) {
            assertEquals(exact[j], values[j], 1e-7 * exact[j], "value " + j);
        }
    }

    /** Where the sketch is as wide as the matrix, nothing is random. */
    @Test
    void fullRankIsExact() {
        Matrix matrix = Matrices.gaussian(8, 40, 24);
        double[] exact = Matrices.singularValues(matrix);
        TruncatedSvd svd = decompose(matrix, 24, Parallel.NONE);
        assertArrayEquals(exact, svd.values(), 1e-12);
        assertEquals(0, Matrices.norm(residual(matrix, svd)), 1e-12);
    }

    /** Less rank than is asked for: the other values are 0 to rounding, and U stays orthonormal. */
    @Test
    void matrixOfLowRankLeavesNothing() {
        Matrix full = Matrices.gaussian(9, 3, 90);
        Matrix left = Matrices.gaussian(10, 3, 70);
        double[][] zeros = new double[70][90];
        double[][] negative = new double[3][70];
        for (int l = 0; l < 3; l++) {
            for (int i = 0; i < 70; i++) {
                negative[l][i] = -Matrices.read(left)[l][i];
            }
        }
        Matrix matrix = new LowRankResidual(new Matrices.Dense(zeros), negative, Matrices.read(full));
        TruncatedSvd svd = decompose(matrix, 5, Parallel.NONE);
        assertTrue(svd.values()[2] > 1);
        assertEquals(0, svd.values()[3], 1e-11);
        assertEquals(0, Matrices.orthogonalityError(svd.left()), 1e-13);
        assertEquals(0, Matrices.norm(residual(matrix, svd)), 1e-11);
        TruncatedSvd nothing = decompose(new Matrices.Dense(zeros), 5, Parallel.NONE);
        assertArrayEquals(new double[5], nothing.values());
        assertArrayEquals(new double[90], nothing.right()[0]);
        assertEquals(0, Matrices.orthogonalityError(nothing.left()), 1e-15);
    }

    @Test
    void bitsDoNotDependOnTheThreads() {
        Matrix matrix = Matrices.gaussian(11, 700, 900);
        TruncatedSvd one = decompose(matrix, 20, Parallel.NONE);
        TruncatedSvd many = decompose(matrix, 20, Threads::backwards);
        assertArrayEquals(one.left(), many.left());
        assertArrayEquals(one.values(), many.values());
        assertArrayEquals(one.right(), many.right());
    }

    /** The chains of fma one after the other, without strips and tiles. */
    @Test
    void productsAreChainsInOrder() {
        Matrices.Dense matrix = Matrices.gaussian(12, 150, 131);
        Columns x = new Columns(7, 131);
        double[][] values = Gaussians.rows(13, 7, 131);
        for (int j = 0; j < 7; j++) {
            System.arraycopy(values[j], 0, x.get(j), 0, 131);
        }
        Columns product = x.multipliedBy(matrix, Parallel.NONE);
        Columns transposed = x.multipliedByTransposed(Matrices.transposed(matrix), Parallel.NONE);
        for (int j = 0; j < 7; j++) {
            for (int i = 0; i < 150; i++) {
                double sum = 0;
                for (int k = 0; k < 131; k++) {
                    sum = Math.fma(values[j][k], matrix.values()[i][k], sum);
                }
                assertEquals(sum, product.get(j)[i]);
                assertEquals(sum, transposed.get(j)[i]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "6, 5", "3, 4"})
    void whatDoesNotFitIsRefused(int rank, int vectors) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> TruncatedSvd.of(Matrices.gaussian(1, 5, 8), rank, new double[vectors][8], Parallel.NONE));
        assertTrue(String.valueOf(e.getMessage()).contains("rank " + rank), e.getMessage());
    }
}
