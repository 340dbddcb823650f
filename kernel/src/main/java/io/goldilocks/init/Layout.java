// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the axes of a weight mean. A layout is always stated: a rank alone cannot tell {@code [out, in]} from
 * {@code [in, out]}, nor a convolution from a stack of experts.
 *
 * <p>Source: torch 2.14, {@code torch.nn.init._calculate_fan_in_and_fan_out}, which knows {@link #LINEAR} and
 * {@link #CONV} alone and reads every other layout as one of these two.
 */
public enum Layout {
    /** {@code [out, in]}: a dense layer. */
    LINEAR,
    /** {@code [out, in, k…]}: a convolution with one or more kernel axes. */
    CONV,
    /** {@code [in, out]}: GPT-2's dense layer, stored transposed. */
    CONV1D,
    /** {@code [count, dim]}: a lookup table; as in torch, fan_in is {@code dim} and fan_out {@code count}. */
    EMBEDDING,
    /** {@code [experts, out, in]}: dense layers stacked; the fans are those of one of them. */
    EXPERTS,
    /** {@code [n]}: a bias, a norm's weight or another tensor that multiplies no inputs. It has no fans. */
    VECTOR;

    /**
     * Finds a layout by its written name.
     *
     * @param name for example {@code linear}
     * @return the layout
     * @throws IllegalArgumentException for an unknown name; the message lists those there are
     */
    public static Layout parse(String name) {
        return Names.parse(Layout.class, "layout", name);
    }

    /**
     * Computes the fans of a weight.
     *
     * @param shape the whole tensor's shape, never a shard's
     * @return fan_in and fan_out
     * @throws IllegalArgumentException if the layout has no fans for a tensor of this rank; the message names the layouts
     *     that have
     */
    public Fans fans(Shape shape) {
        if (!hasFans(shape.rank())) {
            throw unfit(shape);
        }
        List<Long> extents = shape.extents();
        return switch (this) {
            case LINEAR, EMBEDDING -> new Fans(extents.get(1), extents.get(0));
            case CONV1D -> new Fans(extents.get(0), extents.get(1));
            case EXPERTS -> new Fans(extents.get(2), extents.get(1));
            case CONV -> {
                List<Long> kernel = extents.subList(2, extents.size());
                yield new Fans(times(extents.get(1), kernel), times(extents.get(0), kernel));
            }
            case VECTOR -> throw unfit(shape);
        };
    }

    /** Returns the written name, for example {@code linear}. */
    @Override
    public String toString() {
        return Names.of(this);
    }

    private boolean hasFans(int rank) {
        return switch (this) {
            case LINEAR, CONV1D, EMBEDDING -> rank == 2;
            case CONV -> rank >= 3;
            case EXPERTS -> rank == 3;
            case VECTOR -> false;
        };
    }

    private IllegalArgumentException unfit(Shape shape) {
        String fitting = Arrays.stream(values()).filter(layout -> layout.hasFans(shape.rank())).map(Layout::toString)
                .collect(Collectors.joining(", "));
        return new IllegalArgumentException("layout " + this + " has no fans for shape " + shape + " of rank "
                + shape.rank() + ": "
                + (fitting.isEmpty()
                        ? "no layout has; use an initialiser that needs none, such as zeros or normal"
                        : "layouts of that rank are " + fitting));
    }

    // A shape of its own, because the product may overflow where another axis of 0 hides that from the tensor's shape.
    private static long times(long channels, List<Long> kernel) {
        return Shape.of(channels, new Shape(kernel).elementCount()).elementCount();
    }
}
