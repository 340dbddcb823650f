// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import java.util.Optional;

/** An initialiser of mean 0 whose spread follows from the layer's fans. */
public sealed interface FanScaled extends Initializer permits Xavier, Kaiming, Lecun {
    /**
     * Returns the family that the values are drawn from.
     *
     * @return uniform or normal
     */
    Draw draw();

    /**
     * Computes the spread.
     *
     * @param fans the layer's fans, both at least 1
     * @return the standard deviation of the values
     */
    double std(Fans fans);

    @Override
    default Optional<Fans> fans(Shape shape, Layout layout) {
        return Optional.of(layout.fans(shape));
    }

    /** As {@link Initializer#parts}; an empty tensor may have a fan of 0, so its empty part is a constant. */
    @Override
    default List<Part> parts(Shape shape, Layout layout) {
        Fans fans = layout.fans(shape);
        return List.of(new Part(Slice.whole(shape),
                shape.elementCount() == 0 ? new Constant(0) : draw().withStd(std(fans))));
    }
}
