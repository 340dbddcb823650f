// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.save.NewTensor;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
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

    /** A as a tensor of a checkpoint. */
    NewTensor a(TensorSpec spec, long seed) {
        return tensor(spec, seed, new Elements(a, false));
    }

    /** B as a tensor of a checkpoint. */
    NewTensor b(TensorSpec spec, long seed) {
        return tensor(spec, seed, new Elements(b, true));
    }

    private static NewTensor tensor(TensorSpec spec, long seed, Elements elements) {
        List<Part> parts = List.of(new Part(Slice.whole(spec.shape()), elements));
        return NewTensor.filled(spec, parts, TensorStream.of(seed, spec.name()));
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
