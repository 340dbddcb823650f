// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/** An initialiser of mean 0 whose spread follows from the layer's fans. */
public sealed interface ByFans extends Initializer
        permits Xavier, Kaiming, VarianceScaling, Mitchell, Siren, TFixup, DeepNorm {
    /**
     * Computes what the values are drawn from.
     *
     * @param fans the fans of the layer that the values belong to, both at least 1
     * @return the distribution
     */
    Distribution distribution(Fans fans);

    @Override
    default List<Fans> fans(Shape shape, Layout layout) {
        return layout.blocks(shape).stream().map(Layout.Block::fans).distinct().toList();
    }

    /** As {@link Initializer#parts}; an empty tensor may have a fan of 0, so its empty part is a constant. */
    @Override
    default List<Part> parts(Shape shape, Layout layout) {
        List<Layout.Block> blocks = layout.blocks(shape);
        if (shape.elementCount() == 0) {
            return List.of(new Part(Slice.whole(shape), new Constant(0)));
        }
        return blocks.stream().map(block -> new Part(block.region(), distribution(block.fans()))).toList();
    }
}
