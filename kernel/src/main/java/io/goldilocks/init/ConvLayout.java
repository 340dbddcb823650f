// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import java.util.List;

/**
 * A convolution with one or more kernel axes, as torch stores it: {@code [out, in/groups, k…]}, or transposed
 * {@code [in, out/groups, k…]}. An output of a group sees the inputs of its own group alone, and so both fans are those of
 * a group. (torch 2.14 counts the outputs of all groups in fan_out, and swaps the fans of a transposed convolution.)
 *
 * @param transposed whether the first axis has the inputs
 * @param groups how many groups, at least 1
 */
public record ConvLayout(boolean transposed, long groups) implements OneLayerLayout {
    /**
     * Checks the number of groups.
     *
     * @throws IllegalArgumentException if {@code groups} is not positive
     */
    public ConvLayout {
        if (groups < 1) {
            throw new IllegalArgumentException("layout conv groups " + groups + " is malformed: expected at least 1");
        }
    }

    @Override
    public boolean hasFans(int rank) {
        return rank >= 3;
    }

    @Override
    public Fans fans(Shape shape) {
        Layouts.requireFans(this, shape);
        if (shape.extent(0) % groups != 0) {
            throw new IllegalArgumentException("layout " + this + " does not fit shape " + shape
                    + ": expected a first axis that " + groups + " groups divide");
        }
        List<Long> kernel = shape.extents().subList(2, shape.rank());
        long first = times(shape.extent(0) / groups, kernel);
        long second = times(shape.extent(1), kernel);
        return transposed ? new Fans(first, second) : new Fans(second, first);
    }

    /** Returns the written form, for example {@code conv(groups=4)}; one group is not written. */
    @Override
    public String toString() {
        return (transposed ? "conv_transpose" : "conv") + (groups == 1 ? "" : "(groups=" + groups + ")");
    }

    // A shape of its own, because the product may overflow where another axis of 0 hides that from the tensor's shape.
    private static long times(long channels, List<Long> kernel) {
        return Shape.of(channels, new Shape(kernel).elementCount()).elementCount();
    }
}
