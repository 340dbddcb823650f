// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Arrays;

/** f64. */
record Doubles(Product product) implements Precision<double[]> {
    @Override
    public int strip() {
        return Product.DOUBLES;
    }

    @Override
    public double[] array(int length) {
        return new double[length];
    }

    @Override
    public double[][] rows(int rows, int length) {
        return new double[rows][length];
    }

    @Override
    public double get(double[] array, int index) {
        return array[index];
    }

    @Override
    public void set(double[] array, int index, double value) {
        array[index] = value;
    }

    @Override
    public void clear(double[] array, int from, int to) {
        Arrays.fill(array, from, to, 0);
    }

    @Override
    public void add(double[][] a, int from, int count, double[] b, int at, double[][] c, int column, int row) {
        product.add(a, from, count, b, at, c, column, row);
    }
}
