// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution that preserves the norm of its inputs but for a gain: in the middle of the kernel, an {@link Orthogonal} matrix
 * from inputs to outputs, of which there may not be fewer; zeros elsewhere. The matrix is calculated whole and then cut.
 *
 * <p>Source: Xiao et al., <i>Dynamical isometry and a mean field theory of CNNs</i>, 2018; JAX, {@code delta_orthogonal}, for 1
 * to 3 kernel axes; the middle of an axis of length k is (k − 1)/2, rounded down.
 *
 * @param gain what the orthonormal columns are multiplied by, finite and at least 0
 */
public record DeltaOrthogonal(double gain) implements Initializer {
    private static final Parameter<Double> GAIN = Parameter.gain("gain").or("1.0");
    private static final Layout EXPECTED = Layout.CONV;

    static final List<Definition> DEFINITIONS = List.of(new Definition("delta_orthogonal",
            "gain·Q at the middle of the kernel, with orthonormal columns of Q, else 0; fan_in at most fan_out",
            "Xiao et al. 2018; JAX delta_orthogonal", form -> new DeltaOrthogonal(GAIN.of(form)), GAIN));

    /**
     * Checks the gain.
     *
     * @throws IllegalArgumentException if the gain is negative or not finite
     */
    public DeltaOrthogonal {
        Orthogonal.requireGain("delta_orthogonal", gain);
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        if (!layout.equals(EXPECTED) || shape.rank() < 3 || shape.extent(1) > shape.extent(0)) {
            throw new IllegalArgumentException(this + " does not fit shape " + shape + " of layout " + layout
                    + ": expected " + EXPECTED + ", [out, in, k…], with no more in than out");
        }
        List<Part> parts = new ArrayList<>();
        // What is left of the tensor: axis by axis, what lies before and after the middle is cut off.
        Slice rest = Slice.whole(shape);
        for (int axis = 2; axis < shape.rank(); axis++) {
            long middle = (shape.extent(axis) - 1) / 2;
            for (Slice zeros : List.of(cut(rest, axis, 0, middle), cut(rest, axis, middle + 1, shape.extent(axis)))) {
                if (!zeros.isEmpty()) {
                    parts.add(new Part(zeros, new Constant(0)));
                }
            }
            rest = cut(rest, axis, middle, middle + 1);
        }
        if (!rest.isEmpty()) {
            parts.add(new Part(rest, Orthogonal.matrix(this, rest, shape.extent(0), gain)));
        }
        return List.copyOf(parts);
    }

    private static Slice cut(Slice slice, int axis, long start, long end) {
        List<Slice.Range> ranges = new ArrayList<>(slice.ranges());
        ranges.set(axis, new Slice.Range(start, end));
        return new Slice(ranges);
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code delta_orthogonal(gain=1.0)}. */
    @Override
    public String toString() {
        return "delta_orthogonal(gain=" + gain + ")";
    }
}
