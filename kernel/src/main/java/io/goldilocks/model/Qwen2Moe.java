// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.function.IntPredicate;

/**
 * Qwen 2 and 1.5 with a mixture of experts, one of which every token takes, in place of some MLPs.
 *
 * <p>Source: transformers 5.18, {@code modeling_qwen2_moe.py} and {@code conversion_mapping.py}; Yang et al., <i>Qwen2
 * technical report</i>, 2024.
 */
final class Qwen2Moe {
    static final Family FAMILY = new Family("qwen2_moe", Mistral.architectures("Qwen2Moe", Qwen2Moe::body));

    private Qwen2Moe() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.of(config);
        Attention attention = Attention.grouped(decoder);
        boolean bias = config.flag("qkv_bias", true);
        Experts experts = Experts.qwen(config);
        IntPredicate sparse = experts.qwenLayers(config);
        Decoder routed = decoder.routed();
        long inner = config.size("intermediate_size");
        long expertInner = config.size("moe_intermediate_size");
        long sharedInner = config.size("shared_expert_intermediate_size");
        return decoder.add(plan, inner, (layer, i) -> {
            attention.add(layer, bias, false);
            if (sparse.test(i)) {
                routed.router(layer.inside("mlp"), experts.count());
                experts.add(layer, "mlp.experts", expert -> routed.gatedMlp(expert, expertInner));
                decoder.gatedMlp(layer.inside("mlp.shared_expert"), sharedInner);
                layer.linear("mlp.shared_expert_gate", Role.ROUTER, decoder.weight(), false, 1, decoder.hidden());
            } else {
                decoder.gatedMlp(layer.inside("mlp"), inner);
            }
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }
}
