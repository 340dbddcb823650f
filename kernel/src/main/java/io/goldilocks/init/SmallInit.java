// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Normal;
import java.util.List;

/**
 * Small init: std = √(2/(5·dim)), which is Xavier's of a layer from dim to 4·dim.
 *
 * <p>Source: Nguyen and Salazar, <i>Transformers without tears</i>, 2019; GPT-NeoX, {@code small_init_init_method}.
 *
 * @param dim the width of the residual stream, at least 1
 */
public record SmallInit(long dim) implements ByDepth {
    private static final Parameter<Long> DIM = Parameter.whole("dim");

    static final List<Definition> DEFINITIONS = List.of(new Definition("small_init", "N(0, std²), std = √(2/(5·dim))",
            "Nguyen and Salazar 2019; GPT-NeoX small_init", form -> new SmallInit(DIM.of(form)), DIM));

    /**
     * Checks the width.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public SmallInit {
        if (dim < 1) {
            throw new IllegalArgumentException("small_init dim " + dim + " is malformed: expected at least 1");
        }
    }

    @Override
    public Normal distribution() {
        return new Normal(0, Math.sqrt(2 / (5.0 * dim)));
    }

    /** Returns the written form, for example {@code small_init(dim=768)}. */
    @Override
    public String toString() {
        return "small_init(dim=" + dim + ")";
    }
}
