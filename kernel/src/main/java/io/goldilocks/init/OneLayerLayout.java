// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/** A weight that is one layer: its fans are the same all over. */
public sealed interface OneLayerLayout extends Layout permits MatrixLayout, ConvLayout {
    @Override
    default List<Block> blocks(Shape shape) {
        return List.of(new Block(Slice.whole(shape), fans(shape)));
    }

    @Override
    default List<Slice> matrices(Shape shape) {
        return Layouts.slices(blocks(shape));
    }
}
