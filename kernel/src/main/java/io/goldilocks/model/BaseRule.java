// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Bounds;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.TruncatedGaussian;
import io.goldilocks.init.ZeroRow;
import java.util.OptionalLong;

/** What all families share: transformers 5.18, {@code modeling_utils.py}, {@code PreTrainedModel._init_weights}. */
final class BaseRule {
    private static final double DEFAULT_RANGE = 0.02;

    static final Rule NORM = new Rule("norm", Initializers.ones());
    static final Rule BIAS = new Rule("bias", Initializers.zeros());

    private BaseRule() {}

    /** Makes the rule of dense layers and embeddings, for which a range of 0 means the default. */
    static Rule weight(ModelConfig config) {
        return weight(config, DEFAULT_RANGE);
    }

    /** Makes the same rule for a family with a range of its own where the config states none. */
    static Rule weight(ModelConfig config, double unstated) {
        return new Rule("weight", Initializers.normal(0, range(config, unstated)));
    }

    /** Makes the rule of learned positions of images: cut off at the values −2 and 2, not at multiples of the std. */
    static Rule truncated(ModelConfig config) {
        return new Rule("truncated", new TruncatedGaussian(0, range(config, DEFAULT_RANGE), new Bounds.Absolute(-2, 2),
                false));
    }

    /** Makes the rule of layers for which the library takes the range as it stands, 0 included. */
    static Rule statedWeight(ModelConfig config) {
        return new Rule("weight", Initializers.normal(0, statedRange(config)));
    }

    /** Makes the rule of layers that end a residual branch: the range as it stands, divided. */
    static Rule residual(ModelConfig config, double divisor) {
        return new Rule("residual", Initializers.normal(0, statedRange(config) / divisor));
    }

    /**
     * Zeroes the row of the padding token, if there is one; as in torch, a negative id counts from the end.
     *
     * @param fallback the library's own id for a config that leaves the field out; one that states null has none
     */
    static Rule padded(ModelConfig config, Rule rows, long count, OptionalLong fallback) {
        OptionalLong id = config.states("pad_token_id")
                ? config.optionalLong("pad_token_id", -count, count - 1)
                : fallback;
        return id.isEmpty()
                ? rows
                : new Rule("padded", new ZeroRow(Math.floorMod(id.getAsLong(), count), rows.initializer()));
    }

    private static double range(ModelConfig config, double unstated) {
        double range = config.number("initializer_range", 0, 1, unstated);
        return range == 0 ? DEFAULT_RANGE : range;
    }

    /** Reads the std as the config states it, 0 included. */
    private static double statedRange(ModelConfig config) {
        return config.number("initializer_range", 0, 1, DEFAULT_RANGE);
    }
}
