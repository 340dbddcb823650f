// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Mamba;
import java.util.List;
import java.util.OptionalLong;

/**
 * Mamba-2: layers of a state-space mixer alone.
 *
 * <p>Source: transformers 5.18, {@code modeling_mamba2.py}; Dao and Gu, <i>Transformers are SSMs</i>, 2024.
 */
final class Mamba2 {
    static final Family FAMILY = new Family("mamba2",
            List.of(new Architecture("Mamba2ForCausalLM", "backbone", Mamba2::body,
                    Heads.languageModel("lm_head", false, Mamba2::weight)),
                    new Architecture("Mamba2Model", "", Mamba2::body, Heads.NONE)));

    private Mamba2() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        long vocab = config.size("vocab_size");
        long hidden = config.size("hidden_size");
        long layers = config.size("num_hidden_layers");
        Mixer mixer = Mixer.of(config, hidden, layers);
        Rule weight = weight(config);

        plan.embedding("embeddings", Role.EMBEDDING, weight, vocab, hidden);
        plan.layers("layers", Stack.DECODER, "num_hidden_layers", layers, (layer, _) -> {
            layer.norm("norm", BaseRule.NORM, hidden);
            mixer.add(layer.inside("mixer"), weight);
        });
        plan.norm("norm_f", BaseRule.NORM, hidden);
        return Dimensions.of(Stack.DECODER, hidden, layers, mixer.heads, OptionalLong.empty(), OptionalLong.of(vocab));
    }

    private static Rule weight(ModelConfig config) {
        return BaseRule.weight(config, 0.1);
    }

    /**
     * A state-space mixer.
     *
     * @param inner the width inside, which the heads share
     * @param stateWidth the width of the states that all groups read and write
     * @param residual what divides the weights that end the residual branch
     */
    private record Mixer(long hidden, long inner, long heads, long stateWidth, long kernel, boolean bias,
            boolean convBias, double residual, Rule stepBias) {
        static Mixer of(ModelConfig config, long hidden, long layers) {
            long heads = config.size("num_heads");
            // Truncated, as the library does.
            long inner = (long) (config.number("expand", 1.0 / (1 << 20), 1 << 20, 2) * hidden);
            if (heads * config.size("head_dim") != inner) {
                throw config.invalid("num_heads",
                        "does not fit: expected num_heads · head_dim to be hidden_size · expand, "
                                + "which is " + inner + ", found " + heads + " · " + config.size("head_dim"));
            }
            long groups = config.size("n_groups");
            config.shared("num_heads", heads, "n_groups", groups);
            boolean rescaled = config.flag("rescale_prenorm_residual", false);
            return new Mixer(hidden, inner, heads, 2 * groups * config.size("state_size"), config.size("conv_kernel"),
                    config.flag("use_bias", false), config.flag("use_conv_bias", true),
                    rescaled ? Math.sqrt((double) layers) : 1, stepBias(config));
        }

        void add(PlanBuilder mixer, Rule weight) {
            long convolved = inner + stateWidth;
            mixer.vector("dt_bias", Role.STATE, false, stepBias, heads);
            mixer.vector("A_log", Role.STATE, false, new Rule("decay", new Mamba.LogCount()), heads);
            mixer.vector("D", Role.STATE, false, new Rule("skip", Initializers.ones()), heads);
            mixer.conv("conv1d", Role.CONV, bounded("convolution", kernel, 1), convBias, convolved, 1, kernel);
            mixer.linear("in_proj", Role.MIXER_IN, weight, bias, inner + convolved + heads, hidden);
            mixer.norm("norm", BaseRule.NORM, inner);
            mixer.linear("out_proj", Role.MIXER_OUT, bounded("residual", inner, residual), bias, hidden, inner);
        }

        /** Kaiming's uniform rule with a slope of √5, which comes to a bound of 1/√fan_in. */
        private static Rule bounded(String name, long fanIn, double divisor) {
            double bound = 1 / Math.sqrt((double) fanIn) / divisor;
            return new Rule(name, Initializers.uniform(-bound, bound));
        }

        private static Rule stepBias(ModelConfig config) {
            double min = config.number("time_step_min", Double.MIN_NORMAL, 1e6, 0.001);
            double max = config.number("time_step_max", Double.MIN_NORMAL, 1e6, 0.1);
            double floor = config.number("time_step_floor", Double.MIN_NORMAL, 1e6, 1e-4);
            if (Math.max(min, floor) > max) {
                throw config.invalid("time_step_max",
                        "does not fit: expected at least time_step_min and time_step_floor, "
                                + "which are " + min + " and " + floor + ", found " + max);
            }
            return new Rule("step", new Mamba.StepBias(min, max, floor));
        }
    }
}
