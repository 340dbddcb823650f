// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Factors whose product is 0 although neither is: with Q orthogonal, Q₀ and Q₁ its even and odd rows, and G and H Gaussian,
 * A = Q₀ᵀ·G/10 and B = H·Q₁/10.
 *
 * <p>G and Hᵀ are what {@code normal} fills [rank/2, in] and [rank/2, out] with under the names of A and B, in f64, and Q what
 * {@code orthogonal} fills [rank, rank] with under the module's name in the adapter and {@code .lora_orthogonal.weight}.
 */
final class OrthogonalFactors {
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final Initializer NORMAL = Initializers.normal(0, 1);
    private static final Initializer ORTHOGONAL = Initializers.parse("orthogonal");
    /** PEFT's: what makes the elements small. */
    private static final double DIVISOR = 10;

    private OrthogonalFactors() {}

    static Factors make(Filler filler, LoraTarget target, int rank, Randomness randomness) throws IOException {
        double[][] q = filled(filler, target.name("orthogonal"), ORTHOGONAL, rank, rank, randomness);
        double[][] g = filled(filler, target.name("A"), NORMAL, rank / 2, target.in(), randomness);
        double[][] h = filled(filler, target.name("B"), NORMAL, rank / 2, target.out(), randomness);
        double[][] a = new double[rank][(int) target.in()];
        double[][] b = new double[rank][(int) target.out()];
        for (int l = 0; l < rank; l++) {
            for (int k = 0; k < rank / 2; k++) {
                add(q[2 * k][l] / DIVISOR, g[k], a[l]);
                add(q[2 * k + 1][l] / DIVISOR, h[k], b[l]);
            }
        }
        return new Factors(a, b);
    }

    private static double[][] filled(Filler filler, String name, Initializer initializer, long rows, long columns,
            Randomness randomness) throws IOException {
        TensorSpec spec = new TensorSpec(name, Shape.of(rows, columns), DType.F64);
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(spec.byteSize())]);
        filler.fill(
                List.of(new FillTask(spec, Slice.whole(spec.shape()), initializer.parts(spec.shape(), Layout.LINEAR),
                        randomness.stream(name), new FillTask.InMemory(bytes), 0)),
                Progress.NONE);
        double[][] matrix = new double[(int) rows][(int) columns];
        for (int i = 0; i < rows; i++) {
            MemorySegment.copy(bytes, F64, i * columns * Double.BYTES, matrix[i], 0, (int) columns);
        }
        return matrix;
    }

    private static void add(double factor, double[] values, double[] sums) {
        for (int i = 0; i < values.length; i++) {
            sums[i] = Math.fma(factor, values[i], sums[i]);
        }
    }
}
