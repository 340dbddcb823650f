// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/**
 * Mixtral: Mistral with a mixture of experts in place of each MLP.
 *
 * <p>Source: transformers 5.18, {@code modeling_mixtral.py} and {@code conversion_mapping.py}, which splits the experts as
 * they were published; Jiang et al., <i>Mixtral of experts</i>, 2024.
 */
final class Mixtral {
    static final Family FAMILY = new Family("mixtral", Mistral.architectures("Mixtral", Mixtral::body));

    private Mixtral() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.of(config);
        Attention attention = Attention.grouped(decoder);
        Experts experts = Experts.of(config, "num_local_experts", 1);
        Rule weight = decoder.routed().weight();
        long hidden = decoder.hidden();
        long inner = config.size("intermediate_size");
        return decoder.add(plan, inner, (layer, _) -> {
            attention.add(layer, false, false);
            layer.linear("block_sparse_moe.gate", Role.ROUTER, weight, false, experts.count(), hidden);
            experts.add(layer, "block_sparse_moe.experts", expert -> {
                expert.linear("w1", Role.MLP_IN, weight, false, inner, hidden);
                expert.linear("w2", Role.MLP_OUT, weight, false, hidden, inner);
                expert.linear("w3", Role.MLP_IN, weight, false, inner, hidden);
            });
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }
}
