// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrthonormalRowsTest {
    private static final Floats SCALAR32 = new Floats(new ScalarProduct());
    private static final Floats VECTOR32 = new Floats(new VectorProduct());
    private static final Doubles SCALAR64 = new Doubles(new ScalarProduct());
    private static final Doubles VECTOR64 = new Doubles(new VectorProduct());

    /** Counts and lengths around the width of a panel, of a strip and of a tile. */
    private static final List<int[]> SHAPES = List.of(new int[]{1, 1}, new int[]{1, 7}, new int[]{2, 2},
            new int[]{5, 7},
            new int[]{6, 6}, new int[]{31, 33}, new int[]{63, 64}, new int[]{64, 64}, new int[]{64, 300},
            new int[]{65, 65},
            new int[]{128, 129}, new int[]{150, 400});

    @Test
    void twinsGiveTheSameBits() {
        for (int[] shape : SHAPES) {
            double[][] gaussians = Gaussians.rows(1, shape[0], shape[1]);
            assertArrayEquals(Gaussians.orthonormal(SCALAR32, gaussians, 0.7, Parallel.NONE),
                    Gaussians.orthonormal(VECTOR32, gaussians, 0.7, Parallel.NONE), "f32 " + shape[0]);
            assertArrayEquals(Gaussians.orthonormal(SCALAR64, gaussians, 0.7, Parallel.NONE),
                    Gaussians.orthonormal(VECTOR64, gaussians, 0.7, Parallel.NONE), "f64 " + shape[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void bitsDoNotDependOnTheThreads(int threads) {
        double[][] gaussians = Gaussians.rows(2, 200, 500);
        AtomicInteger runs = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            Parallel parallel = (tasks, task) -> {
                runs.incrementAndGet();
                AtomicInteger next = new AtomicInteger(tasks);
                List<Future<?>> all = IntStream.range(0, threads).<Future<?>>mapToObj(
                        _ -> pool.submit(() -> {
                            // From the last to the first, so that no order is taken for granted.
                            for (int i = next.decrementAndGet(); i >= 0; i = next.decrementAndGet()) {
                                task.accept(i);
                            }
                        })).toList();
                all.forEach(future -> {
                    try {
                        future.get();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
            };
            assertArrayEquals(Gaussians.orthonormal(VECTOR32, gaussians, 1, Parallel.NONE),
                    Gaussians.orthonormal(VECTOR32, gaussians, 1, parallel));
            assertArrayEquals(Gaussians.orthonormal(VECTOR64, gaussians, 1, Parallel.NONE),
                    Gaussians.orthonormal(VECTOR64, gaussians, 1, parallel));
        }
        assertTrue(runs.get() > 8, "the work was handed to the threads " + runs + " times");
    }

    @Test
    void rowsAreOrthonormalTimesTheGain() {
        for (int[] shape : SHAPES) {
            double[][] gaussians = Gaussians.rows(3, shape[0], shape[1]);
            double[][] q = Gaussians.orthonormal(VECTOR32, gaussians, 3, Parallel.NONE);
            double[][] wide = Gaussians.orthonormal(VECTOR64, gaussians, 3, Parallel.NONE);
            for (int i = 0; i < q.length; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = 0;
                    double wideSum = 0;
                    for (int k = 0; k < shape[1]; k++) {
                        sum += q[i][k] * q[j][k];
                        wideSum += wide[i][k] * wide[j][k];
                    }
                    assertEquals(i == j ? 9 : 0, sum, 9e-6, "f32 rows " + i + " and " + j + " of " + shape[1]);
                    assertEquals(i == j ? 9 : 0, wideSum, 9e-14, "f64 rows " + i + " and " + j + " of " + shape[1]);
                }
            }
        }
    }

    /** The definition, without panels: D, reflected by one vector after the other from the last to the first, in f64. */
    @Test
    void reflectorsOneByOneGiveTheSame() {
        for (int[] shape : SHAPES) {
            double[][] gaussians = Gaussians.rows(4, shape[0], shape[1]);
            double[][] wanted = oneByOne(gaussians);
            double[][] q = Gaussians.orthonormal(VECTOR32, gaussians, 1, Parallel.NONE);
            double[][] wide = Gaussians.orthonormal(VECTOR64, gaussians, 1, Parallel.NONE);
            for (int i = 0; i < q.length; i++) {
                assertArrayEquals(wanted[i], wide[i], 1e-14, "f64, row " + i + " of length " + shape[1]);
                for (int k = 0; k < shape[1]; k++) {
                    assertEquals(wanted[i][k], q[i][k], 1e-6, "f32, row " + i + " of length " + shape[1]);
                }
            }
        }
    }

    private static double[][] oneByOne(double[][] gaussians) {
        int length = gaussians[0].length;
        double[][] q = new double[gaussians.length][length];
        for (int r = gaussians.length - 1; r >= 0; r--) {
            double[] v = new double[length];
            System.arraycopy(gaussians[r], r, v, r, length - r);
            double norm = Math.sqrt(dot(v, v));
            q[r][r] = v[r] < 0 ? 1 : -1;
            v[r] += v[r] < 0 ? -norm : norm;
            double squared = dot(v, v);
            for (int row = r; row < q.length; row++) {
                double factor = 2 * dot(q[row], v) / squared;
                for (int k = r; k < length; k++) {
                    q[row][k] -= factor * v[k];
                }
            }
        }
        return q;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * y[k];
        }
        return sum;
    }

    /** A Gaussian can be exactly 0 and a vector all 0: the result is orthonormal all the same. */
    @Test
    void vectorOfZerosReflectsNothing() {
        double[][] q = Gaussians.orthonormal(VECTOR32, new double[3][3], 1, Parallel.NONE);
        assertArrayEquals(new double[][]{{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, q);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "6, 5"})
    void impossibleShapesAreRefused(int count, int length) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> OrthonormalRows.ofFloats(count, length));
        assertTrue(String.valueOf(e.getMessage()).contains(count + " rows of length " + length), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> OrthonormalRows.ofDoubles(count, length));
    }

    @Test
    void whatTheThreadsThrowEndsTheCalculation() {
        OrthonormalRows<float[]> rows = OrthonormalRows.ofFloats(200, 200);
        assertThrows(CancellationException.class, () -> rows.orthonormalise(1, (_, _) -> {
            throw new CancellationException();
        }));
    }
}
