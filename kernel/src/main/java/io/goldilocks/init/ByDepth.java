// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/** A Gaussian of mean 0 whose std follows from the depth and width of the model, whatever the shape of the tensor. */
public sealed interface ByDepth extends Initializer permits ResidualScaled, DepthScaled, SmallInit, WangInit {
    /**
     * Computes what the values are drawn from.
     *
     * @return the distribution
     */
    Distribution distribution();

    @Override
    default List<Part> parts(Shape shape, Layout layout) {
        return List.of(new Part(Slice.whole(shape), distribution()));
    }

    @Override
    default List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }
}
