// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Initializers;

/**
 * GPT-2 with its language-model head. Its dense layers are stored transposed; those that end a residual branch are narrowed
 * by √(2·n_layer).
 *
 * <p>Source: transformers 5.18, {@code modeling_gpt2.py}; Radford et al., <i>Language models are unsupervised multitask
 * learners</i>, 2019.
 */
final class Gpt2 {
    static final Family FAMILY = new Family("gpt2", "GPT2LMHeadModel", Gpt2::tensors);

    private Gpt2() {}

    private static Dimensions tensors(ModelConfig config, PlanBuilder plan) {
        long vocab = config.size("vocab_size");
        long positions = config.size("n_positions");
        long hidden = config.size("n_embd");
        long layers = config.size("n_layer");
        long inner = config.optionalSize("n_inner").orElse(4 * hidden);
        boolean crossAttention = config.flag("add_cross_attention", false);
        long heads = config.size("n_head");
        BaseRule.requireMultiple(config, "n_embd", hidden, "n_head", heads);

        // The library replaces a range of 0 by its default for embeddings and head, but not here.
        double range = BaseRule.initializerRange(config);
        Rule dense = new Rule("weight", Initializers.normal(0, range));
        Rule residual = new Rule("residual", Initializers.normal(0, range / Math.sqrt(2.0 * layers)));
        Rule weight = BaseRule.weight(config);

        plan.embedding("transformer.wte", Role.EMBEDDING, weight, vocab, hidden);
        plan.embedding("transformer.wpe", Role.POSITION, weight, positions, hidden);
        plan.layers("transformer.h", Stack.DECODER, layers, (block, _) -> {
            block.layerNorm("ln_1", hidden);
            block.conv1d("attn.c_attn", Role.ATTENTION_FUSED, dense, hidden, 3 * hidden);
            block.conv1d("attn.c_proj", Role.ATTENTION_OUT, residual, hidden, hidden);
            block.layerNorm("ln_2", hidden);
            if (crossAttention) {
                block.conv1d("crossattention.c_attn", Role.ATTENTION_FUSED, dense, hidden, 2 * hidden);
                block.conv1d("crossattention.q_attn", Role.ATTENTION_QUERY, dense, hidden, hidden);
                block.conv1d("crossattention.c_proj", Role.ATTENTION_OUT, residual, hidden, hidden);
                block.layerNorm("ln_cross_attn", hidden);
            }
            block.conv1d("mlp.c_fc", Role.MLP_IN, dense, hidden, inner);
            block.conv1d("mlp.c_proj", Role.MLP_OUT, residual, inner, hidden);
        });
        plan.layerNorm("transformer.ln_f", hidden);
        if (!config.flag("tie_word_embeddings", true)) {
            plan.linear("lm_head", Role.HEAD, weight, false, vocab, hidden);
        }
        return Dimensions.decoder(hidden, layers, heads, inner, vocab);
    }
}
