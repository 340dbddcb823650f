// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductTest {
    private static final Product SCALAR = new ScalarProduct();
    private static final Product VECTOR = new VectorProduct();
    private static final int COLUMNS = 3 * Product.FLOATS;

    private final SplittableRandom random = new SplittableRandom(7);

    /** Rows of values of very different size and sign, so that any other order of a sum gives other bits. */
    private float[][] floats(int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian() * (1 << random.nextInt(20));
            }
        }
        return values;
    }

    private static double[][] widened(float[][] values) {
        return Arrays.stream(values).map(row -> {
            double[] wide = new double[row.length];
            Arrays.setAll(wide, i -> row[i] / 3.0);
            return wide;
        }).toArray(double[][]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 63, 200})
    void twinsGiveTheSameBits(int count) {
        float[][] a = floats(Product.ROWS + 2, count + 5);
        float[] b = floats(1, (count + 1) * Product.FLOATS)[0];
        float[][] c = floats(Product.ROWS + 2, COLUMNS);
        double[][] wideA = widened(a);
        double[] wideB = widened(new float[][]{b})[0];
        double[][] wideC = widened(c);
        float[][] got = Arrays.stream(c).map(float[]::clone).toArray(float[][]::new);
        double[][] wideGot = Arrays.stream(wideC).map(double[]::clone).toArray(double[][]::new);
        // Thousands of calls, so that the compiled kernels answer as well as the interpreted ones.
        for (int call = 0; call < 3000; call++) {
            int column = call % 3 * Product.FLOATS;
            SCALAR.add(a, 5, count, b, Product.FLOATS, c, column, 1);
            VECTOR.add(a, 5, count, b, Product.FLOATS, got, column, 1);
            SCALAR.add(wideA, 5, count, wideB, Product.DOUBLES, wideC, column, 1);
            VECTOR.add(wideA, 5, count, wideB, Product.DOUBLES, wideGot, column, 1);
        }
        for (int row = 0; row < c.length; row++) {
            assertArrayEquals(c[row], got[row], "f32, row " + row);
            assertArrayEquals(wideC[row], wideGot[row], "f64, row " + row);
        }
    }

    /** Against the sums in the wider type: each f32 element within the error of a chain of 50 operations. */
    @Test
    void productIsTheProduct() {
        float[][] a = floats(Product.ROWS, 50);
        float[] b = floats(1, 50 * Product.FLOATS)[0];
        float[][] c = new float[Product.ROWS][Product.FLOATS];
        VECTOR.add(a, 0, 50, b, 0, c, 0, 0);
        for (int row = 0; row < Product.ROWS; row++) {
            for (int column = 0; column < Product.FLOATS; column++) {
                double sum = 0;
                double size = 0;
                for (int k = 0; k < 50; k++) {
                    double term = (double) a[row][k] * b[k * Product.FLOATS + column];
                    sum += term;
                    size += Math.abs(term);
                }
                assertEquals(sum, c[row][column], 50 * 0x1p-24 * size);
            }
        }
    }

    /** Nothing is allocated once compiled: the sign that all sums stay in registers. */
    @Test
    void vectorTwinAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[][] a = new float[Product.ROWS][64];
        float[] b = new float[64 * Product.FLOATS];
        float[][] c = new float[Product.ROWS][Product.FLOATS];
        double[][] wideA = new double[Product.ROWS][64];
        double[] wideB = new double[64 * Product.DOUBLES];
        double[][] wideC = new double[Product.ROWS][Product.DOUBLES];
        long deadline = System.nanoTime() + 60_000_000_000L;
        long allocated;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200; i++) {
                VECTOR.add(a, 0, 64, b, 0, c, 0, 0);
                VECTOR.add(wideA, 0, 64, wideB, 0, wideC, 0, 0);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        } while (allocated > 0 && System.nanoTime() < deadline);
        assertEquals(0, allocated, "bytes allocated by 400 products");
    }
}
