// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import java.util.List;

/**
 * The layers that end a residual branch, narrowed by the branches up to their own layer: std/√(2·(layer + 1)).
 *
 * <p>Source: torchtitan, {@code depth_init}; OLMo-core, {@code llama_depth}, which cuts at 3σ.
 *
 * @param std the std of the other layers, finite and at least 0
 * @param layer the index of the layer, from 0
 * @param cutoff where the Gaussian is cut, in σ, positive; ∞ for one that is not cut
 */
public record DepthScaled(double std, long layer, double cutoff) implements ByDepth {
    private static final Parameter<Double> STD = Parameter.number("std", 0.02);
    private static final Parameter<Long> LAYER = Parameter.whole("layer");

    static final List<Definition> DEFINITIONS = List.of(new Definition("depth_scaled",
            "N(0, σ²) on ±cutoff·σ, σ = std/√(2·(layer + 1)), layers counted from 0",
            "torchtitan depth_init; OLMo-core llama_depth with cutoff=3",
            form -> new DepthScaled(STD.of(form), LAYER.of(form), Cutoff.PARAMETER.of(form)), STD, LAYER,
            Cutoff.PARAMETER));

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public DepthScaled {
        if (!(std >= 0) || std == Double.POSITIVE_INFINITY || layer < 0) {
            throw new IllegalArgumentException("depth_scaled std " + std + " and layer " + layer
                    + " are malformed: expected a finite std >= 0 and layer >= 0");
        }
        Cutoff.require("depth_scaled", cutoff);
    }

    @Override
    public Distribution distribution() {
        return Cutoff.normal(std / Math.sqrt(2 * (layer + 1.0)), cutoff);
    }

    /** Returns the written form, for example {@code depth_scaled(std=0.02,layer=3)}. */
    @Override
    public String toString() {
        return "depth_scaled(std=" + std + ",layer=" + layer + Cutoff.written(cutoff) + ")";
    }
}
