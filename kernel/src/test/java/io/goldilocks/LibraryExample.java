// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The example of the README, which a test compares and runs. */
final class LibraryExample {
    private LibraryExample() {}

    static float run() {
        // README: begin
        var tensor = new TensorSpec("layers.0.mlp.weight", Shape.of(4096, 1024), DType.F32);
        var kaiming = Initializers.parse("kaiming_normal(mode=fan_in,nonlinearity=relu)");
        try (Arena arena = Arena.ofShared()) {
            MemorySegment weights = arena.allocate(tensor.byteSize());
            Goldilocks.fill(weights, tensor, Layout.LINEAR, kaiming, 42);
            float first = weights.getAtIndex(ValueLayout.JAVA_FLOAT, 0);
            // … train …
            return first;
        }
        // README: end
    }
}
