// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.init.Initializer;
import io.goldilocks.init.Layout;
import io.goldilocks.init.Part;
import io.goldilocks.tensor.TensorSpec;
import java.util.List;

/**
 * A tensor and all that decides its bits, but for the engine.
 *
 * @param spec its name, shape and element type
 * @param layout what its axes mean
 * @param initializer its initialiser
 * @param seed the seed
 */
public record MadeTensor(TensorSpec spec, Layout layout, Initializer initializer, long seed) {
    /**
     * Resolves the rule.
     *
     * @return disjoint parts that together cover the tensor
     * @throws IllegalArgumentException if rule, layout and shape do not fit each other
     */
    public List<Part> parts() {
        return initializer.parts(spec.shape(), layout);
    }
}
