// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Arrays;

/**
 * The QR decomposition of a matrix with few columns, by Householder reflectors, in f64: with orthonormal columns whatever the
 * rank. The diagonal of R has the sign that LAPACK's {@code geqrf}, and with it torch, gives it: the opposite of the number
 * that the reflector met, or that number itself if nothing stands below it. Source: Golub and Van Loan, <i>Matrix
 * computations</i>, 5.1 and 5.2.
 *
 * <p>Sums have the fixed order of {@link #dot}, so that the bits depend on the matrix alone.
 */
final class HouseholderQr {
    /** Elements below which a second thread costs more than it brings. */
    private static final long SMALL = 1 << 19;
    /** Columns that a task reflects. */
    private static final int BLOCK = 8;

    private final Columns columns;
    private final Parallel team;
    /** Column j of the upper triangle: {@code triangle[j][i]} is R[i][j]. */
    private final double[][] triangle;
    /** The reflectors' vectors, from the diagonal on, and 2 over the square of each; 0 where nothing is reflected. */
    private final double[][] vectors;
    private final double[] factors;

    private HouseholderQr(Columns columns, Parallel parallel) {
        this.columns = columns;
        team = (long) columns.count() * columns.length() < SMALL ? Parallel.NONE : parallel;
        triangle = new double[columns.count()][columns.count()];
        vectors = new double[columns.count()][];
        factors = new double[columns.count()];
    }

    /**
     * Turns columns into those of Q.
     *
     * @param columns the matrix, with at least as many rows as columns
     * @param parallel runs the parts of the work
     * @return R, column by column: element i of array j is R[i][j]
     */
    static double[][] decompose(Columns columns, Parallel parallel) {
        HouseholderQr qr = new HouseholderQr(columns, parallel);
        for (int j = 0; j < columns.count(); j++) {
            qr.eliminate(j);
        }
        qr.formQ();
        return qr.triangle;
    }

    private void eliminate(int j) {
        int length = columns.length();
        double[] x = columns.get(j);
        double head = x[j];
        double tail = dot(x, x, j + 1, length);
        double diagonal = head;
        double[] v = new double[length];
        if (tail > 0) {
            diagonal = -Math.copySign(Math.sqrt(tail + head * head), head);
            System.arraycopy(x, j, v, j, length - j);
            v[j] = head - diagonal;
            factors[j] = 2 / (tail + v[j] * v[j]);
        }
        vectors[j] = v;
        System.arraycopy(x, 0, triangle[j], 0, j);
        triangle[j][j] = diagonal;
        reflect(j, j + 1);
    }

    /** Q backwards from the unit vectors: each reflector then meets only what it changes. */
    private void formQ() {
        for (int j = columns.count() - 1; j >= 0; j--) {
            double[] q = columns.get(j);
            Arrays.fill(q, 0, columns.length(), 0);
            q[j] = 1;
            reflect(j, j);
        }
    }

    /** Reflects the columns from {@code first} on. */
    private void reflect(int j, int first) {
        int left = columns.count() - first;
        if (factors[j] == 0 || left == 0) {
            return;
        }
        double[] v = vectors[j];
        team.run(Math.ceilDiv(left, BLOCK), block -> {
            int from = first + block * BLOCK;
            for (int l = from; l < Math.min(from + BLOCK, columns.count()); l++) {
                double[] column = columns.get(l);
                double factor = -factors[j] * dot(v, column, j, columns.length());
                for (int i = j; i < columns.length(); i++) {
                    column[i] = Math.fma(factor, v[i], column[i]);
                }
            }
        });
    }

    /** The sum over [from, to) in four interleaved chains of fma, added in pairs; what does not fill four goes to the first. */
    private static double dot(double[] x, double[] y, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            s0 = Math.fma(x[i], y[i], s0);
            s1 = Math.fma(x[i + 1], y[i + 1], s1);
            s2 = Math.fma(x[i + 2], y[i + 2], s2);
            s3 = Math.fma(x[i + 3], y[i + 3], s3);
        }
        for (; i < to; i++) {
            s0 = Math.fma(x[i], y[i], s0);
        }
        return (s0 + s1) + (s2 + s3);
    }
}
