// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/**
 * Qwen 3: Llama with norms on queries and keys, and heads of a width of their own.
 *
 * <p>Source: transformers 5.18, {@code modeling_qwen3.py}; Yang et al., <i>Qwen3 technical report</i>, 2025.
 */
final class Qwen3 {
    static final Family FAMILY = new Family("qwen3", Llama.architectures("Qwen3", Qwen3::body));

    private Qwen3() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.of(config);
        Attention attention = Attention.wide(decoder);
        boolean bias = config.flag("attention_bias", false);
        long inner = config.size("intermediate_size");
        return decoder.add(plan, inner, (layer, _) -> {
            attention.add(layer, bias, bias);
            attention.addNorms(layer);
            decoder.gatedMlp(layer.inside("mlp"), inner);
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }
}
