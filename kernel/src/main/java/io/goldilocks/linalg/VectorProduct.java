// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import static io.goldilocks.simd.Lanes.DOUBLE;
import static io.goldilocks.simd.Lanes.FLOAT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * {@link ScalarProduct} on vectors: two vectors of each of the six rows are in flight, and a strip takes one pass at 512 bits,
 * two at 256 and four at 128. The kernels are written straight down, so that the sums stay in registers.
 */
final class VectorProduct implements Product {
    @Override
    public void add(float[][] a, int from, int count, float[] b, int at, float[][] c, int column, int row) {
        float[] a0 = a[row];
        float[] a1 = a[row + 1];
        float[] a2 = a[row + 2];
        float[] a3 = a[row + 3];
        float[] a4 = a[row + 4];
        float[] a5 = a[row + 5];
        float[] c0 = c[row];
        float[] c1 = c[row + 1];
        float[] c2 = c[row + 2];
        float[] c3 = c[row + 3];
        float[] c4 = c[row + 4];
        float[] c5 = c[row + 5];
        for (int j = 0; j < FLOATS; j += 2 * FLOAT.length()) {
            int left = column + j;
            int right = left + FLOAT.length();
            FloatVector l0 = FloatVector.fromArray(FLOAT, c0, left);
            FloatVector r0 = FloatVector.fromArray(FLOAT, c0, right);
            FloatVector l1 = FloatVector.fromArray(FLOAT, c1, left);
            FloatVector r1 = FloatVector.fromArray(FLOAT, c1, right);
            FloatVector l2 = FloatVector.fromArray(FLOAT, c2, left);
            FloatVector r2 = FloatVector.fromArray(FLOAT, c2, right);
            FloatVector l3 = FloatVector.fromArray(FLOAT, c3, left);
            FloatVector r3 = FloatVector.fromArray(FLOAT, c3, right);
            FloatVector l4 = FloatVector.fromArray(FLOAT, c4, left);
            FloatVector r4 = FloatVector.fromArray(FLOAT, c4, right);
            FloatVector l5 = FloatVector.fromArray(FLOAT, c5, left);
            FloatVector r5 = FloatVector.fromArray(FLOAT, c5, right);
            for (int k = 0; k < count; k++) {
                int i = from + k;
                int packed = at + j + k * FLOATS;
                FloatVector l = FloatVector.fromArray(FLOAT, b, packed);
                FloatVector r = FloatVector.fromArray(FLOAT, b, packed + FLOAT.length());
                FloatVector x0 = FloatVector.broadcast(FLOAT, a0[i]);
                l0 = x0.fma(l, l0);
                r0 = x0.fma(r, r0);
                FloatVector x1 = FloatVector.broadcast(FLOAT, a1[i]);
                l1 = x1.fma(l, l1);
                r1 = x1.fma(r, r1);
                FloatVector x2 = FloatVector.broadcast(FLOAT, a2[i]);
                l2 = x2.fma(l, l2);
                r2 = x2.fma(r, r2);
                FloatVector x3 = FloatVector.broadcast(FLOAT, a3[i]);
                l3 = x3.fma(l, l3);
                r3 = x3.fma(r, r3);
                FloatVector x4 = FloatVector.broadcast(FLOAT, a4[i]);
                l4 = x4.fma(l, l4);
                r4 = x4.fma(r, r4);
                FloatVector x5 = FloatVector.broadcast(FLOAT, a5[i]);
                l5 = x5.fma(l, l5);
                r5 = x5.fma(r, r5);
            }
            l0.intoArray(c0, left);
            r0.intoArray(c0, right);
            l1.intoArray(c1, left);
            r1.intoArray(c1, right);
            l2.intoArray(c2, left);
            r2.intoArray(c2, right);
            l3.intoArray(c3, left);
            r3.intoArray(c3, right);
            l4.intoArray(c4, left);
            r4.intoArray(c4, right);
            l5.intoArray(c5, left);
            r5.intoArray(c5, right);
        }
    }

    @Override
    public void add(double[][] a, int from, int count, double[] b, int at, double[][] c, int column, int row) {
        double[] a0 = a[row];
        double[] a1 = a[row + 1];
        double[] a2 = a[row + 2];
        double[] a3 = a[row + 3];
        double[] a4 = a[row + 4];
        double[] a5 = a[row + 5];
        double[] c0 = c[row];
        double[] c1 = c[row + 1];
        double[] c2 = c[row + 2];
        double[] c3 = c[row + 3];
        double[] c4 = c[row + 4];
        double[] c5 = c[row + 5];
        for (int j = 0; j < DOUBLES; j += 2 * DOUBLE.length()) {
            int left = column + j;
            int right = left + DOUBLE.length();
            DoubleVector l0 = DoubleVector.fromArray(DOUBLE, c0, left);
            DoubleVector r0 = DoubleVector.fromArray(DOUBLE, c0, right);
            DoubleVector l1 = DoubleVector.fromArray(DOUBLE, c1, left);
            DoubleVector r1 = DoubleVector.fromArray(DOUBLE, c1, right);
            DoubleVector l2 = DoubleVector.fromArray(DOUBLE, c2, left);
            DoubleVector r2 = DoubleVector.fromArray(DOUBLE, c2, right);
            DoubleVector l3 = DoubleVector.fromArray(DOUBLE, c3, left);
            DoubleVector r3 = DoubleVector.fromArray(DOUBLE, c3, right);
            DoubleVector l4 = DoubleVector.fromArray(DOUBLE, c4, left);
            DoubleVector r4 = DoubleVector.fromArray(DOUBLE, c4, right);
            DoubleVector l5 = DoubleVector.fromArray(DOUBLE, c5, left);
            DoubleVector r5 = DoubleVector.fromArray(DOUBLE, c5, right);
            for (int k = 0; k < count; k++) {
                int i = from + k;
                int packed = at + j + k * DOUBLES;
                DoubleVector l = DoubleVector.fromArray(DOUBLE, b, packed);
                DoubleVector r = DoubleVector.fromArray(DOUBLE, b, packed + DOUBLE.length());
                DoubleVector x0 = DoubleVector.broadcast(DOUBLE, a0[i]);
                l0 = x0.fma(l, l0);
                r0 = x0.fma(r, r0);
                DoubleVector x1 = DoubleVector.broadcast(DOUBLE, a1[i]);
                l1 = x1.fma(l, l1);
                r1 = x1.fma(r, r1);
                DoubleVector x2 = DoubleVector.broadcast(DOUBLE, a2[i]);
                l2 = x2.fma(l, l2);
                r2 = x2.fma(r, r2);
                DoubleVector x3 = DoubleVector.broadcast(DOUBLE, a3[i]);
                l3 = x3.fma(l, l3);
                r3 = x3.fma(r, r3);
                DoubleVector x4 = DoubleVector.broadcast(DOUBLE, a4[i]);
                l4 = x4.fma(l, l4);
                r4 = x4.fma(r, r4);
                DoubleVector x5 = DoubleVector.broadcast(DOUBLE, a5[i]);
                l5 = x5.fma(l, l5);
                r5 = x5.fma(r, r5);
            }
            l0.intoArray(c0, left);
            r0.intoArray(c0, right);
            l1.intoArray(c1, left);
            r1.intoArray(c1, right);
            l2.intoArray(c2, left);
            r2.intoArray(c2, right);
            l3.intoArray(c3, left);
            r3.intoArray(c3, right);
            l4.intoArray(c4, left);
            r4.intoArray(c4, right);
            l5.intoArray(c5, left);
            r5.intoArray(c5, right);
        }
    }
}
