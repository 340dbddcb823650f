// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadingQrTest {
    /** By hand, with the signs of LAPACK: torch.linalg.qr gives the same, the last diagonal element keeping its sign. */
    @Test
    void signsAreThoseOfLapack() {
        LeadingQr qr = LeadingQr.of(new Matrices.Dense(new double[][]{{3, 1, 2}, {4, -2, 0.5}, {0, 2, -7}}), 3,
                Parallel.NONE);
        assertArrayEquals(new double[]{-5, 1, -1.6}, qr.r()[0], 1e-15);
        assertArrayEquals(new double[]{0, Math.sqrt(8), -11.4 / Math.sqrt(8)}, qr.r()[1], 1e-14);
        assertArrayEquals(new double[]{0, 0, -83 / (5 * Math.sqrt(8))}, qr.r()[2], 1e-14);
        assertArrayEquals(new double[]{-0.6, -0.8, 0}, qr.q()[0], 1e-15);
    }

    @ParameterizedTest
    @CsvSource({"40, 30, 30", "30, 40, 30", "200, 77, 5", "33, 500, 16", "700, 900, 100"})
    void productIsTheMatrixInItsFirstColumns(int rows, int columns, int count) {
        Matrix matrix = Matrices.gaussian(3, rows, columns);
        LeadingQr qr = LeadingQr.of(matrix, count, Parallel.NONE);
        assertEquals(0, Matrices.orthogonalityError(qr.q()), 1e-13);
        double[][] left = Matrices.read(new LowRankResidual(matrix, qr.q(), qr.r()));
        for (double[] row : left) {
            for (int j = 0; j < count; j++) {
                assertEquals(0, row[j], 1e-12);
            }
        }
        LeadingQr again = LeadingQr.of(matrix, count, Threads::backwards);
        assertArrayEquals(qr.q(), again.q());
        assertArrayEquals(qr.r(), again.r());
    }

    /** Columns that depend on each other, or are 0: Q is orthonormal all the same. */
    @Test
    void lackingRankDoesNotHurt() {
        double[][] values = Gaussians.rows(4, 6, 4);
        for (double[] row : values) {
            row[1] = 2 * row[0];
            row[2] = 0;
        }
        LeadingQr qr = LeadingQr.of(new Matrices.Dense(values), 4, Parallel.NONE);
        assertEquals(0, Matrices.orthogonalityError(qr.q()), 1e-14);
        assertEquals(0, Matrices.norm(new LowRankResidual(new Matrices.Dense(values), qr.q(), qr.r())), 1e-13);
    }

    @ParameterizedTest
    @CsvSource({"0", "4"})
    void whatDoesNotFitIsRefused(int count) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> LeadingQr.of(Matrices.gaussian(1, 3, 5), count, Parallel.NONE));
        assertTrue(String.valueOf(e.getMessage()).startsWith(count + " columns of Q"), e.getMessage());
    }
}
