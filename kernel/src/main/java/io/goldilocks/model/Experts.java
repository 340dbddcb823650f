// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The routed experts of a mixture.
 *
 * @param field the field that says how many there are
 * @param count how many; 0 for a model without a mixture
 */
record Experts(String field, long count) {
    private static final String NEWER = "num_local_experts";
    private static final String OLDER = "num_experts";

    /** Reads the number of experts, which must suffice for those that a token takes. */
    static Experts of(ModelConfig config, String field, long min) {
        long count = config.wholeNumber(field, min, Integer.MAX_VALUE);
        if (count > 0) {
            config.requireAtMost("num_experts_per_tok", config.optionalSize("num_experts_per_tok").orElse(1),
                    field, count);
        }
        return new Experts(field, count);
    }

    /** Reads Qwen's number of experts, under either of its names. */
    static Experts qwen(ModelConfig config) {
        if (config.optionalLong(NEWER, 0, Integer.MAX_VALUE).isEmpty() && !config.states(OLDER)) {
            throw config.invalid(NEWER, "is missing, and so is " + OLDER + ": expected a whole number");
        }
        return of(config, config.states(OLDER) ? OLDER : NEWER, 0);
    }

    /** Reads which layers of a Qwen are mixtures; the others have a dense MLP. */
    IntPredicate qwenLayers(ModelConfig config) {
        long step = config.optionalSize("decoder_sparse_step").orElse(1);
        Set<Long> dense = new HashSet<>(config.wholeNumbers("mlp_only_layers"));
        return layer -> count > 0 && (layer + 1) % step == 0 && !dense.contains((long) layer);
    }

    void add(PlanBuilder layer, String module, Consumer<PlanBuilder> body) {
        layer.experts(module, field, count, body);
    }
}
