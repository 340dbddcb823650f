// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.model.Architecture.Body;
import java.util.List;

/**
 * GPT-2. Its dense layers are stored transposed; those that end a residual branch are narrowed
 * by √(2·n_layer).
 *
 * <p>Source: transformers 5.18, {@code modeling_gpt2.py}; Radford et al., <i>Language models are unsupervised multitask
 * learners</i>, 2019.
 */
final class Gpt2 {
    private static final Body BODY = Gpt2::body;
    static final Family FAMILY = new Family("gpt2",
            List.of(new Architecture("GPT2LMHeadModel", "transformer", BODY, Heads.languageModel("lm_head", true)),
                    new Architecture("GPT2Model", "", BODY, Heads.NONE),
                    new Architecture("GPT2ForSequenceClassification", "transformer", BODY,
                            Heads.labels("score", false)),
                    new Architecture("GPT2ForTokenClassification", "transformer", BODY,
                            Heads.labels("classifier", true)),
                    Heads.answers("GPT2", "transformer", BODY)));

    private Gpt2() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        long vocab = config.size("vocab_size");
        long positions = config.size("n_positions");
        long hidden = config.size("n_embd");
        long layers = config.size("n_layer");
        long inner = config.optionalSize("n_inner").orElse(4 * hidden);
        boolean crossAttention = config.flag("add_cross_attention", false);
        long heads = config.size("n_head");
        config.shared("n_embd", hidden, "n_head", heads);

        // The library replaces a range of 0 by its default for embeddings and head, but not here.
        Rule dense = BaseRule.statedWeight(config);
        Rule residual = BaseRule.residual(config, Math.sqrt(2.0 * layers));
        Rule weight = BaseRule.weight(config);

        plan.embedding("wte", Role.EMBEDDING, weight, vocab, hidden);
        plan.embedding("wpe", Role.POSITION, weight, positions, hidden);
        plan.layers("h", Stack.DECODER, "n_layer", layers, (block, _) -> {
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
        plan.layerNorm("ln_f", hidden);
        return Dimensions.decoder(hidden, layers, heads, inner, vocab);
    }
}
