// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import java.util.List;

/**
 * The layers that end a residual branch, narrowed by the number of branches that add up: std/√(branches·layers).
 *
 * <p>Source: Radford et al., <i>Language models are unsupervised multitask learners</i>, 2019; Megatron-LM,
 * {@code scaled_init_method_normal}, with one branch in a layer of a hybrid model; OLMo, {@code full_megatron}, which cuts at
 * 3σ.
 *
 * @param std the std of the other layers, finite and at least 0
 * @param layers how many layers the model has, at least 1
 * @param branches residual branches in a layer, at least 1: attention and MLP are 2
 * @param cutoff where the Gaussian is cut, in σ, positive; ∞ for one that is not cut
 */
public record ResidualScaled(double std, long layers, long branches, double cutoff) implements ByDepth {
    private static final Parameter<Double> STD = Parameter.number("std", 0.02);
    private static final Parameter<Long> LAYERS = Parameter.whole("layers");
    private static final Parameter<Long> BRANCHES = Parameter.whole("branches").or("2");

    static final List<Definition> DEFINITIONS = List.of(
            new Definition("gpt2_residual", "N(0, σ²), σ = std/√(2·layers): what ends a residual branch",
                    "Radford et al. 2019, GPT-2",
                    form -> new ResidualScaled(STD.of(form), LAYERS.of(form), 2, Double.POSITIVE_INFINITY), STD,
                    LAYERS),
            new Definition("megatron_scaled", "N(0, σ²) on ±cutoff·σ, σ = std/√(branches·layers)",
                    "Megatron-LM scaled_init_method_normal; OLMo full_megatron with cutoff=3",
                    form -> new ResidualScaled(STD.of(form), LAYERS.of(form), BRANCHES.of(form),
                            Cutoff.PARAMETER.of(form)),
                    STD, LAYERS, BRANCHES, Cutoff.PARAMETER));

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ResidualScaled {
        if (!(std >= 0) || std == Double.POSITIVE_INFINITY || layers < 1 || branches < 1) {
            throw new IllegalArgumentException("megatron_scaled std " + std + ", layers " + layers + " and branches "
                    + branches + " are malformed: expected a finite std >= 0, layers >= 1 and branches >= 1");
        }
        Cutoff.require("megatron_scaled", cutoff);
    }

    @Override
    public Distribution distribution() {
        return Cutoff.normal(std / Math.sqrt((double) branches * layers), cutoff);
    }

    /** Returns the written form, for example {@code gpt2_residual(std=0.02,layers=12)}. */
    @Override
    public String toString() {
        String common = "(std=" + std + ",layers=" + layers;
        return branches == 2 && Double.isInfinite(cutoff)
                ? "gpt2_residual" + common + ")"
                : "megatron_scaled" + common + ",branches=" + branches + Cutoff.written(cutoff) + ")";
    }
}
