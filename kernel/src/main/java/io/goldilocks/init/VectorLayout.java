// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/** {@code [n]}: a bias, a norm's weight or another tensor that multiplies no inputs. It has no fans. */
public record VectorLayout() implements Layout {
    @Override
    public boolean hasFans(int rank) {
        return false;
    }

    @Override
    public Fans fans(Shape shape) {
        throw Layouts.unfit(this, shape);
    }

    @Override
    public List<Block> blocks(Shape shape) {
        throw Layouts.unfit(this, shape);
    }

    @Override
    public List<Slice> matrices(Shape shape) {
        throw Layouts.unfit(this, shape);
    }

    /** Returns {@code vector}. */
    @Override
    public String toString() {
        return "vector";
    }
}
