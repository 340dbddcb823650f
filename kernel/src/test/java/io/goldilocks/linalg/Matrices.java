// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Matrices for the tests of this package, and what EJML says of them. */
final class Matrices {
    /** A matrix that stands in memory, row by row. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Dense(double[][] values) implements Matrix {
        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public int columns() {
            return values[0].length;
        }

        @Override
        public void read(int row, int rows, int column, int columns, double[][] out) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(values[row + i], column, out[i], 0, columns);
            }
        }
    }

    private Matrices() {}

    /** Independent Gaussians: singular values that lie close. */
    static Dense gaussian(long seed, int rows, int columns) {
        return new Dense(Gaussians.rows(seed, rows, columns));
    }

    /** Singular values ratio⁰, ratio¹, …, with singular vectors of any direction. */
    static Dense decaying(long seed, int rows, int columns, double ratio) {
        int count = Math.min(rows, columns);
        double[][] u = Gaussians.orthonormal(new Doubles(new ScalarProduct()), Gaussians.rows(seed, count, rows), 1,
                Parallel.NONE);
        double[][] v = Gaussians.orthonormal(new Doubles(new ScalarProduct()), Gaussians.rows(seed + 1, count, columns),
                1, Parallel.NONE);
        double[][] values = new double[rows][columns];
        double value = 1;
        for (int l = 0; l < count; l++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    values[i][j] += u[l][i] * value * v[l][j];
                }
            }
            value *= ratio;
        }
        return new Dense(values);
    }

    static Dense transposed(Dense matrix) {
        double[][] values = new double[matrix.columns()][matrix.rows()];
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                values[j][i] = matrix.values[i][j];
            }
        }
        return new Dense(values);
    }

    /** All of a matrix. */
    static double[][] read(Matrix matrix) {
        double[][] values = new double[matrix.rows()][matrix.columns()];
        matrix.read(0, matrix.rows(), 0, matrix.columns(), values);
        return values;
    }

    /** The exact singular values, of falling size. */
    static double[] singularValues(Matrix matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(matrix.rows(),
                matrix.columns(), false, false, true);
        if (!svd.decompose(new DMatrixRMaj(read(matrix)))) {
            throw new AssertionError("EJML found no decomposition");
        }
        double[] values = svd.getSingularValues();
        Arrays.sort(values, 0, svd.numberOfSingularValues());
        double[] falling = new double[svd.numberOfSingularValues()];
        for (int j = 0; j < falling.length; j++) {
            falling[j] = values[falling.length - 1 - j];
        }
        return falling;
    }

    /** The spectral norm. */
    static double norm(Matrix matrix) {
        return singularValues(matrix)[0];
    }

    /** The greatest difference between ‹x, y› of the arrays and that of orthonormal ones. */
    static double orthogonalityError(double[][] vectors) {
        DMatrixRMaj rows = new DMatrixRMaj(vectors);
        DMatrixRMaj gram = new DMatrixRMaj(vectors.length, vectors.length);
        CommonOps_DDRM.multTransB(rows, rows, gram);
        CommonOps_DDRM.subtractEquals(gram, CommonOps_DDRM.identity(vectors.length));
        return CommonOps_DDRM.elementMaxAbs(gram);
    }
}
