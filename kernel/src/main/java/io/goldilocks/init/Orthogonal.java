// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.linalg.OrthonormalRows;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, times a gain: uniform (Haar) over all such matrices.
 * A convolution is such a matrix when its axes but the first are joined; of a stack of experts and of layers that are fused, each
 * is one. The matrix is calculated whole, in f32 or for F64 in f64, and then cut and rounded: a slice takes as long as the whole
 * and, while it is filled, a copy of the whole on the Java heap.
 *
 * <p>Source: Saxe, McClelland and Ganguli, <i>Exact solutions to the nonlinear dynamics of learning in deep linear neural
 * networks</i>, 2014; torch 2.14, {@code orthogonal_}, whose distribution this has.
 *
 * @param gain what the orthonormal rows or columns are multiplied by, finite and at least 0
 */
public record Orthogonal(double gain) implements Initializer {
    private static final Parameter<Double> GAIN = Parameter.gain("gain").or("1.0");

    static final List<Definition> DEFINITIONS = List.of(new Definition("orthogonal",
            "gain·Q, with the rows or columns of Q, whichever are fewer, orthonormal and uniform (Haar)",
            "Saxe, McClelland and Ganguli 2014; torch orthogonal_", form -> new Orthogonal(GAIN.of(form)), GAIN));

    /**
     * Checks the gain.
     *
     * @throws IllegalArgumentException if the gain is negative or not finite
     */
    public Orthogonal {
        requireGain("orthogonal", gain);
    }

    static void requireGain(String name, double gain) {
        if (!(gain >= 0) || gain == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    name + " gain " + gain + " is malformed: expected a finite value of at least 0");
        }
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        return layout.matrices(shape).stream().filter(region -> !region.isEmpty()).map(region -> {
            List<Long> extents = region.shape().extents();
            long rows = extents.get(layout instanceof ConvLayout ? 0 : extents.size() - 2);
            return new Part(region, matrix(this, region, rows, gain));
        }).toList();
    }

    /** Makes the content of a region with this many rows. */
    static OrthogonalMatrix matrix(Initializer rule, Slice region, long rows, double gain) {
        long columns = region.shape().elementCount() / rows;
        if (Math.max(rows, columns) > OrthonormalRows.MAX_LENGTH) {
            throw new IllegalArgumentException(rule + " does not fit a matrix of " + rows + "x" + columns
                    + ": expected no side beyond " + OrthonormalRows.MAX_LENGTH);
        }
        return new OrthogonalMatrix(rows, columns, gain);
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code orthogonal(gain=1.0)}. */
    @Override
    public String toString() {
        return "orthogonal(gain=" + gain + ")";
    }
}
