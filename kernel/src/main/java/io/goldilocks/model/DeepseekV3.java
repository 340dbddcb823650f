// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.tensor.DType;
import java.util.OptionalLong;

/**
 * DeepSeek V3: attention by way of low ranks, and after the first layers a mixture of experts, some of which every token
 * takes. The layer that predicts a second token is not part of the library's model.
 *
 * <p>Source: transformers 5.18, {@code modeling_deepseek_v3.py} and {@code conversion_mapping.py}; DeepSeek-AI,
 * <i>DeepSeek-V3 technical report</i>, 2024.
 */
final class DeepseekV3 {
    static final Family FAMILY = new Family("deepseek_v3", Heads.decoder("DeepseekV3", DeepseekV3::body, false));

    private DeepseekV3() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.of(config);
        LatentAttention attention = LatentAttention.of(decoder);
        Experts experts = Experts.of(config, "n_routed_experts", 1);
        Decoder routed = decoder.routed();
        config.shared("n_routed_experts", experts.count(), "n_group", config.size("n_group"));
        config.requireAtMost("topk_group", config.size("topk_group"), "n_group", config.size("n_group"));
        long dense = config.wholeNumber("first_k_dense_replace", 0, Integer.MAX_VALUE);
        long inner = config.size("intermediate_size");
        long expertInner = config.size("moe_intermediate_size");
        long shared = config.size("n_shared_experts");
        return decoder.add(plan, inner, (layer, i) -> {
            attention.add(layer.inside("self_attn"));
            if (i < dense) {
                decoder.gatedMlp(layer.inside("mlp"), inner);
            } else {
                experts.add(layer, "mlp.experts", expert -> routed.gatedMlp(expert, expertInner));
                routed.router(layer.inside("mlp"), experts.count());
                layer.inF32(DType.BF16, DType.F16, DType.F8_E4M3, DType.F8_E5M2)
                        .vector("mlp.gate.e_score_correction_bias", Role.ROUTER, true, BaseRule.BIAS, experts.count());
                decoder.gatedMlp(layer.inside("mlp.shared_experts"), expertInner * shared);
            }
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }

    /** Queries, and keys and values together, each by way of a lower rank; a part of queries and keys turns. */
    private record LatentAttention(Decoder decoder, boolean bias, OptionalLong queryRank, long rank, long plainDim,
            long turningDim, long valueDim) {
        static LatentAttention of(Decoder decoder) {
            ModelConfig config = decoder.config();
            return new LatentAttention(decoder, config.flag("attention_bias", false),
                    config.nullableSize("q_lora_rank"), config.size("kv_lora_rank"), config.size("qk_nope_head_dim"),
                    config.size("qk_rope_head_dim"), config.size("v_head_dim"));
        }

        LatentAttention {
            ModelConfig config = decoder.config();
            config.requireEven("qk_rope_head_dim", turningDim);
            // The library divides by the one and repeats by the quotient, but has keys for every head.
            config.requireEqual("num_key_value_heads", decoder.heads(), "num_attention_heads");
            config.requireEqual("qk_head_dim", plainDim + turningDim, "qk_nope_head_dim + qk_rope_head_dim");
        }

        void add(PlanBuilder attention) {
            Rule weight = decoder.weight();
            long hidden = decoder.hidden();
            long heads = decoder.heads();
            long queries = heads * (plainDim + turningDim);
            if (queryRank.isEmpty()) {
                attention.linear("q_proj", Role.ATTENTION_QUERY, weight, false, queries, hidden);
            } else {
                long low = queryRank.getAsLong();
                attention.linear("q_a_proj", Role.ATTENTION_QUERY, weight, bias, low, hidden);
                attention.norm("q_a_layernorm", decoder.norm(), low);
                attention.linear("q_b_proj", Role.ATTENTION_QUERY, weight, false, queries, low);
            }
            attention.linear("kv_a_proj_with_mqa", Role.ATTENTION_FUSED, weight, bias, rank + turningDim, hidden);
            attention.norm("kv_a_layernorm", decoder.norm(), rank);
            attention.linear("kv_b_proj", Role.ATTENTION_FUSED, weight, false, heads * (plainDim + valueDim), rank);
            attention.linear("o_proj", Role.ATTENTION_OUT, weight, bias, hidden, heads * valueDim);
        }
    }
}
