// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Normal;
import java.util.List;

/**
 * Wang init, for what ends a residual branch: std = 2/(layers·√dim).
 *
 * <p>Source: Wang and Komatsuzaki, GPT-J-6B, 2021; GPT-NeoX, {@code wang_init_method}.
 *
 * @param layers how many layers the model has, at least 1
 * @param dim the width of the residual stream, at least 1
 */
public record WangInit(long layers, long dim) implements ByDepth {
    private static final Parameter<Long> LAYERS = Parameter.whole("layers");
    private static final Parameter<Long> DIM = Parameter.whole("dim");

    static final List<Definition> DEFINITIONS = List.of(new Definition("wang_init",
            "N(0, std²), std = 2/(layers·√dim)", "Wang and Komatsuzaki 2021; GPT-NeoX wang_init",
            form -> new WangInit(LAYERS.of(form), DIM.of(form)), LAYERS, DIM));

    /**
     * Checks depth and width.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public WangInit {
        if (layers < 1 || dim < 1) {
            throw new IllegalArgumentException(
                    "wang_init layers " + layers + " and dim " + dim + " are malformed: expected at least 1");
        }
    }

    @Override
    public Normal distribution() {
        return new Normal(0, 2 / (layers * Math.sqrt((double) dim)));
    }

    /** Returns the written form, for example {@code wang_init(layers=24,dim=1024)}. */
    @Override
    public String toString() {
        return "wang_init(layers=" + layers + ",dim=" + dim + ")";
    }
}
