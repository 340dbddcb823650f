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
    /** Reads the number of experts, which must suffice for those that a token takes. */
    static Experts of(ModelConfig config, String field, long min) {
        long count = config.optionalLong(field, min, Integer.MAX_VALUE)
                .orElseThrow(() -> config.invalid(field, "is missing: expected a whole number"));
        long taken = config.optionalSize("num_experts_per_tok").orElse(1);
        if (count > 0 && taken > count) {
            throw config.invalid("num_experts_per_tok", "does not fit: expected at most " + field + ", which is "
                    + count + ", found " + taken);
        }
        return new Experts(field, count);
    }

    /** Reads Qwen's number of experts, under the older of its two names if the newer is not there. */
    static Experts qwen(ModelConfig config) {
        return of(config, config.states("num_local_experts") ? "num_local_experts" : "num_experts", 0);
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
