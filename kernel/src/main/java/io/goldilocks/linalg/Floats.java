// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.Arrays;

/** f32. */
record Floats(Product product) implements Precision<float[]> {
    @Override
    public int strip() {
        return Product.FLOATS;
    }

    @Override
    public float[] array(int length) {
        return new float[length];
    }

    @Override
    public float[][] rows(int rows, int length) {
        return new float[rows][length];
    }

    @Override
    public double get(float[] array, int index) {
        return array[index];
    }

    @Override
    public void set(float[] array, int index, double value) {
        array[index] = (float) value;
    }

    @Override
    public void clear(float[] array, int from, int to) {
        Arrays.fill(array, from, to, 0);
    }

    @Override
    public void add(float[][] a, int from, int count, float[] b, int at, float[][] c, int column, int row) {
        product.add(a, from, count, b, at, c, column, row);
    }
}
