// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/**
 * Qwen 2 and 2.5: Llama with biases on queries, keys and values.
 *
 * <p>Source: transformers 5.18, {@code modeling_qwen2.py}; Yang et al., <i>Qwen2 technical report</i>, 2024.
 */
final class Qwen2 {
    static final Family FAMILY = new Family("qwen2", Llama.architectures("Qwen2", Qwen2::body));

    private Qwen2() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.of(config);
        Attention attention = Attention.grouped(decoder);
        long inner = config.size("intermediate_size");
        return decoder.add(plan, inner, (layer, _) -> {
            attention.add(layer, true, false);
            decoder.gatedMlp(layer.inside("mlp"), inner);
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }
}
