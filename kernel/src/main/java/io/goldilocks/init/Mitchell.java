// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Mitchell's rule, of OLMo: std = 1/√fan_in, narrowed by √(2·(layer + 1)) for what ends a residual branch; cut at 3σ, without
 * correcting the std. The last layer and the embeddings have the first form.
 *
 * <p>Source: OLMo, {@code InitFnType.mitchell}.
 *
 * @param layer the index, from 0, of the layer whose branch the weight ends; nothing for other weights
 * @param cutoff where the Gaussian is cut, in σ, positive; ∞ for one that is not cut
 */
public record Mitchell(OptionalLong layer, double cutoff) implements ByFans {
    private static final Parameter<Long> LAYER = Parameter.whole("layer").or("none");
    private static final Parameter<Double> CUTOFF = Cutoff.PARAMETER.or("3.0");

    static final List<Definition> DEFINITIONS = List.of(new Definition("mitchell",
            "N(0, σ²) on ±cutoff·σ, σ = 1/√fan_in, or 1/√(2·fan_in·(layer + 1)) for what ends a residual branch",
            "OLMo mitchell", form -> new Mitchell(layer(form), CUTOFF.of(form)), LAYER, CUTOFF));

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if {@code layer} is negative or {@code cutoff} is not positive
     */
    public Mitchell {
        if (layer.orElse(0) < 0) {
            throw new IllegalArgumentException(
                    "mitchell layer " + layer.getAsLong() + " is malformed: expected at least 0");
        }
        Cutoff.require("mitchell", cutoff);
    }

    @Override
    public Distribution distribution(Fans fans) {
        double branches = layer.isPresent() ? 2 * (layer.getAsLong() + 1.0) : 1;
        return Cutoff.normal(1 / Math.sqrt(branches * fans.in()), cutoff);
    }

    /** Returns the written form, for example {@code mitchell(layer=3,cutoff=3.0)}. */
    @Override
    public String toString() {
        return "mitchell(" + (layer.isPresent() ? "layer=" + layer.getAsLong() + "," : "") + "cutoff="
                + Numbers.written(cutoff) + ")";
    }

    private static OptionalLong layer(WrittenForm form) {
        Optional<Long> written = LAYER.ifWritten(form);
        return written.isPresent() ? OptionalLong.of(written.get()) : OptionalLong.empty();
    }
}
