// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.tensor.Slice;
import java.util.List;

/**
 * The factors of one adapted module whose elements are not drawn one by one, rounded to f32.
 */
final class Factors {
    private final float[][] a;
    private final float[][] b;

    /**
     * Rounds factors.
     *
     * @param a the rows of A: as many arrays as the rank is, of an element for each input
     * @param b the columns of B: as many arrays of an element for each output
     */
    Factors(double[][] a, double[][] b) {
        this.a = rounded(a);
        this.b = rounded(b);
    }

    /** The rows of A. */
    float[][] a() {
        return a;
    }

    /** The columns of B. */
    float[][] b() {
        return b;
    }

    boolean isFinite() {
        return isFinite(a) && isFinite(b);
    }

    /** What the elements of A [rank, in] are. */
    List<Part> partsOfA() {
        return List.of(new Part(Slice.of(0, a.length, 0, a[0].length), new Elements(a, false)));
    }

    /** What the elements of B [out, rank] are. */
    List<Part> partsOfB() {
        return List.of(new Part(Slice.of(0, b[0].length, 0, b.length), new Elements(b, true)));
    }

    private static float[][] rounded(double[][] values) {
        float[][] rounded = new float[values.length][];
        for (int l = 0; l < values.length; l++) {
            rounded[l] = new float[values[l].length];
            for (int i = 0; i < values[l].length; i++) {
                rounded[l][i] = (float) values[l][i];
            }
        }
        return rounded;
    }

    private static boolean isFinite(float[][] values) {
        for (float[] row : values) {
            for (float value : row) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The elements of a matrix that is there, by rows or by columns. */
    private static final class Elements implements Content.Indexed {
        private final float[][] values;
        private final boolean byColumns;

        Elements(float[][] values, boolean byColumns) {
            this.values = values;
            this.byColumns = byColumns;
        }

        @Override
        public double at(long index) {
            return byColumns
                    ? values[(int) (index % values.length)][(int) (index / values.length)]
                    : values[(int) (index / values[0].length)][(int) (index % values[0].length)];
        }

        @Override
        public double greatest() {
            return Float.MAX_VALUE;
        }
    }
}
