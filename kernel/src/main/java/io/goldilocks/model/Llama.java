// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/**
 * Llama with its language-model head.
 *
 * <p>Source: transformers 5.18, {@code modeling_llama.py} and {@code configuration_llama.py}.
 */
final class Llama {
    static final Family FAMILY = new Family("llama", "LlamaForCausalLM", Llama::tensors);

    private Llama() {}

    private static Dimensions tensors(ModelConfig config, PlanBuilder plan) {
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
        Rule weight = BaseRule.weight(config);

        plan.embedding("model.embed_tokens", Role.EMBEDDING, BaseRule.padded(config, weight, vocab), vocab, hidden);
        plan.layers("model.layers", Stack.DECODER, layers, (layer, _) -> {
            layer.linear("self_attn.q_proj", Role.ATTENTION_QUERY, weight, attentionBias, heads * headDim, hidden);
            layer.linear("self_attn.k_proj", Role.ATTENTION_KEY, weight, attentionBias, keyValueHeads * headDim,
                    hidden);
            layer.linear("self_attn.v_proj", Role.ATTENTION_VALUE, weight, attentionBias, keyValueHeads * headDim,
                    hidden);
            layer.linear("self_attn.o_proj", Role.ATTENTION_OUT, weight, attentionBias, hidden, heads * headDim);
            layer.linear("mlp.gate_proj", Role.MLP_IN, weight, mlpBias, inner, hidden);
            layer.linear("mlp.up_proj", Role.MLP_IN, weight, mlpBias, inner, hidden);
            layer.linear("mlp.down_proj", Role.MLP_OUT, weight, mlpBias, hidden, inner);
            layer.norm("input_layernorm", BaseRule.NORM, hidden);
            layer.norm("post_attention_layernorm", BaseRule.NORM, hidden);
        });
        plan.norm("model.norm", BaseRule.NORM, hidden);
        if (!config.flag("tie_word_embeddings", false)) {
            plan.linear("lm_head", Role.HEAD, weight, false, vocab, hidden);
        }
        return Dimensions.decoder(hidden, layers, heads, inner, vocab);
    }

    private static void requireEven(ModelConfig config, long headDim) {
        if (headDim % 2 != 0) {
            throw config.invalid("head_dim",
                    "does not fit: expected an even number, because rotary embeddings turn pairs, "
                            + "found " + headDim);
        }
    }
}
