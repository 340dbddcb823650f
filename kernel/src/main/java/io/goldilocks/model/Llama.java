// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Initializer;

/**
 * Llama with its language-model head.
 *
 * <p>Source: transformers 5.18, {@code modeling_llama.py} and {@code configuration_llama.py}.
 */
final class Llama {
    static final Family FAMILY = new Family("llama", "LlamaForCausalLM", Llama::tensors);

    private Llama() {}

    private static void tensors(ModelConfig config, PlanBuilder plan) {
        long vocab = config.size("vocab_size");
        long hidden = config.size("hidden_size");
        long inner = config.size("intermediate_size");
        long layers = config.size("num_hidden_layers");
        long heads = config.size("num_attention_heads");
        long keyValueHeads = config.optionalSize("num_key_value_heads").orElse(heads);
        long headDim = config.optionalSize("head_dim").orElse(hidden / heads);
        // The library asks for the first two, even where head_dim is given, and cannot run a model that fails the third.
        BaseRule.requireMultiple(config, "hidden_size", hidden, "num_attention_heads", heads);
        requireEven(config, headDim);
        BaseRule.requireMultiple(config, "num_attention_heads", heads, "num_key_value_heads", keyValueHeads);
        boolean attentionBias = config.flag("attention_bias", false);
        boolean mlpBias = config.flag("mlp_bias", false);
        Initializer weight = BaseRule.weight(config);

        plan.embedding("model.embed_tokens", BaseRule.padded(config, weight, vocab), vocab, hidden);
        plan.repeat("model.layers", layers, layer -> {
            layer.linear("self_attn.q_proj", weight, attentionBias, heads * headDim, hidden);
            layer.linear("self_attn.k_proj", weight, attentionBias, keyValueHeads * headDim, hidden);
            layer.linear("self_attn.v_proj", weight, attentionBias, keyValueHeads * headDim, hidden);
            layer.linear("self_attn.o_proj", weight, attentionBias, hidden, heads * headDim);
            layer.linear("mlp.gate_proj", weight, mlpBias, inner, hidden);
            layer.linear("mlp.up_proj", weight, mlpBias, inner, hidden);
            layer.linear("mlp.down_proj", weight, mlpBias, hidden, inner);
            layer.rmsNorm("input_layernorm", hidden);
            layer.rmsNorm("post_attention_layernorm", hidden);
        });
        plan.rmsNorm("model.norm", hidden);
        if (!config.flag("tie_word_embeddings", false)) {
            plan.linear("lm_head", weight, false, vocab, hidden);
        }
    }

    private static void requireEven(ModelConfig config, long headDim) {
        if (headDim % 2 != 0) {
            throw config.invalid("head_dim",
                    "does not fit: expected an even number, because rotary embeddings turn pairs, "
                            + "found " + headDim);
        }
    }
}
