// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.function.IntPredicate;

/**
 * Qwen 3 with a mixture of experts in place of some MLPs.
 *
 * <p>Source: transformers 5.18, {@code modeling_qwen3_moe.py} and {@code conversion_mapping.py}; Yang et al., <i>Qwen3
 * technical report</i>, 2025.
 */
final class Qwen3Moe {
    static final Family FAMILY = new Family("qwen3_moe", Llama.architectures("Qwen3Moe", Qwen3Moe::body));

    private Qwen3Moe() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.of(config);
        Attention attention = Attention.wide(decoder);
        boolean bias = config.flag("attention_bias", false);
        Experts experts = Experts.qwen(config);
        IntPredicate sparse = experts.qwenLayers(config);
        Decoder routed = decoder.routed();
        long inner = config.size("intermediate_size");
        long expertInner = config.size("moe_intermediate_size");
        return decoder.add(plan, inner, (layer, i) -> {
            attention.add(layer, bias, bias);
            attention.addNorms(layer);
            if (sparse.test(i)) {
                routed.router(layer.inside("mlp"), experts.count());
                experts.add(layer, "mlp.experts", expert -> routed.gatedMlp(expert, expertInner));
            } else {
                decoder.gatedMlp(layer.inside("mlp"), inner);
            }
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }
}
